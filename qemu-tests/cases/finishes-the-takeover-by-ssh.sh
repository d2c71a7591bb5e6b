# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2154
# Nobody listens at the address, and nobody is at the console: an OpenSSH client that knows the host logs in with the
# host's own key, is not warned, finds reason and menu, types the right URL, and the target boots. A stranger stays out.
VM_SECONDS=900
VM_MEMORY=1024
serve "$systemd_tree"
. qemu-tests/lib-ssh.sh
debugfs -R 'cat /etc/ssh/ssh_host_ed25519_key.pub' "build/host/disk.img?offset=1048576" 2>/dev/null >"$WORK/host_key.pub"
[ -s "$WORK/host_key.pub" ] || fail 'the host has no key'
echo "[127.0.0.1]:$ssh_port $(cut -d' ' -f1,2 "$WORK/host_key.pub")" >"$WORK/known_hosts"
cp "$WORK/known_hosts" "$WORK/known_hosts.before"
cp build/host/client_key "$WORK/friend"
chmod 600 "$WORK/friend"
ssh-keygen -q -t ed25519 -N '' -f "$WORK/stranger"
login() { # KEY SSH-OPTION... [COMMAND]
	key=$WORK/$1
	shift
	ssh_client -i "$key" -o UserKnownHostsFile="$WORK/known_hosts" -o StrictHostKeyChecking=yes "$@"
}
answers() { [ "$(login friend 127.0.0.1 'echo $((6 * 7))')" = 42 ]; }
boot_host <<END
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.rescue=ssh nixos.timeout=20s/40s nixos.rescue-timeout=300'
END
# Before the failure, as nixos.rescue=ssh asks.
expect_console 'rescue: ssh: starts, for whoever has a key of root' 600
refute_console 'FAILED in step'
expect_console 'FAILED in step fetch   E-FETCH-CONNECT' 400
until_login answers
! login stranger 127.0.0.1 true 2>"$WORK/refused" || fail 'a stranger gets in'
grep -q 'Permission denied (publickey)' "$WORK/refused" || fail "not refused: $(cat "$WORK/refused")"
# A person, who reads before each answer.
mkfifo "$WORK/typed"
login friend -tt 127.0.0.1 <"$WORK/typed" >"$WORK/session" 2>&1 &
peer_pid=$!
exec 5>"$WORK/typed"
reads() { # REGEX
	tries=120
	until grep -aEq -- "$1" "$WORK/session"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "the session never shows: $1"
		sleep 1
	done
	sleep 1
}
reads 'takeover rescue>'
grep -q 'FAILED in step fetch   E-FETCH-CONNECT' "$WORK/session" || fail 'the login does not say why'
printf '2\r' >&5
reads 'Enter keeps it'
printf '%s\r' "$url" >&5
reads 'Changed, for the next try'
printf '1\r' >&5
expect_console 'rescue: somebody is here: the countdown stands still' 60
expect_console 'trying again, as asked for' 60
expect_target
expect_host_facts
exec 5>&-
cmp -s "$WORK/known_hosts" "$WORK/known_hosts.before" || fail 'known_hosts has changed'
rm "$WORK/friend"
