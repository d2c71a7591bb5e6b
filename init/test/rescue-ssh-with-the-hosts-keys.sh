#!/bin/sh
# SPDX-License-Identifier: MIT
# A real OpenSSH client that knows the host logs in with its key, as before, and finds reason and menu; nobody else does;
# and without any key there is no server.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

umount "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t proc proc "$root/proc" # ttyname(3)
mknod "$root/dev/urandom" c 1 9 2>/dev/null || { : >"$root/dev/urandom"; mount --bind /dev/urandom "$root/dev/urandom"; }
cp "$deps/bin/dropbearmulti" "$root/lib/takeover"
ln -s rescue "$root/lib/takeover/login"
cp initrd-builder/base/etc/passwd initrd-builder/base/etc/group initrd-builder/base/etc/shells "$root/etc"
ip link set lo up
echo 'FAILED in step fetch   E-FETCH-CONNECT' >"$root/run/takeover/reason"

serve() { chroot "$root" /bin/takeover ssh 2>>"$root/log"; }
status=0
serve || status=$?
must 'without a key for anybody it does not start' test $status = 3

home=$root/client
mkdir -p "$home" "$root/ssh"
for kind in ed25519 rsa ecdsa; do
	ssh-keygen -q -t $kind -N '' -C '' -f "$root/ssh/ssh_host_${kind}_key"
	echo "[127.0.0.1]:22 $(cat "$root/ssh/ssh_host_${kind}_key.pub")" | sed 's/\[127.0.0.1\]:22/127.0.0.1/' >>"$home/known_hosts"
done
for who in friend stranger; do ssh-keygen -q -t ed25519 -N '' -f "$home/$who"; done
cp "$home/friend.pub" "$root/ssh/authorized_keys"
cp "$home/known_hosts" "$home/known_hosts.before"
serve &
server=$!

login() { # WHO OPTION... [COMMAND]
	who=$1
	shift
	ssh -F /dev/null -i "$home/$who" -o IdentitiesOnly=yes -o UserKnownHostsFile="$home/known_hosts" -o BatchMode=yes \
		-o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o LogLevel=ERROR "$@"
}
tries=100
until login friend root@127.0.0.1 true 2>/dev/null || [ $tries = 0 ]; do sleep 0.2; tries=$((tries - 1)); done

run() { login friend root@127.0.0.1 "$@"; } # [COMMAND]
ends() { # STATUS COMMAND
	status=0
	run "$2" >/dev/null 2>&1 || status=$?
	test $status = "$1"
}
must 'a command runs' test "$(run 'echo $((6 * 7))')" = 42
must 'its status comes back' ends 7 'exit 7'
must 'and what killed it' ends 137 'kill -9 $$'
must 'bytes go there and back as they are' sh -c "head -c 300000 /dev/urandom >$root/sent"
run 'cat >/tmp/got; cat /tmp/got' <"$root/sent" >"$root/back"
must 'as they are' cmp "$root/sent" "$root/back"

# A command passes the gate that the menu's shell passes, too.
echo 'nixos.url=http://lena:PLANTED@10.9.0.1/ wifi.psk=PLANTED' >"$root/words"
mount --bind "$root/words" "$root/proc/cmdline"
run takeover report >"$root/fetched" 2>"$root/errors"
must "the report comes, and nothing with it ($(cat "$root/errors"))" test ! -s "$root/errors"
must 'from its first line' sh -c "head -n 1 $root/fetched | grep -q '^nixos-takeover .* report'"
must 'to its last part' grep -q '^== kernel log' "$root/fetched"
must 'for a file, not for a terminal' sh -c "! grep -q \"\$(printf '[\\r\\033]')\" $root/fetched"
must 'without what is secret' sh -c "! grep -q PLANTED $root/fetched"
must 'what it has of the command line' grep -q '^nixos.url=http://\*\*\*@10.9.0.1/ wifi.psk=\*\*\*' "$root/fetched"
must 'nor has the command line' test "$(run 'grep -c PLANTED /proc/cmdline')" = 0
must 'nor a host key' test -z "$(run 'cat /ssh/ssh_host_rsa_key /run/takeover/ssh/*_key')"
must 'which is there all the same' test -s "$root/ssh/ssh_host_rsa_key"
must 'nor is its environment ours' test "$(run env | sort | cut -d= -f1 | tr '\n' ' ')" = 'HOME PATH PS1 PWD TERM '
must 'what it mounts is gone with it' test "$(run 'mount -t tmpfs none /tmp; touch /tmp/new')$(run 'ls /tmp')" = got
umount "$root/proc/cmdline"
echo ls >"$root/batch"
status=0
timeout 60 sftp -q -F /dev/null -b "$root/batch" -i "$home/friend" -o IdentitiesOnly=yes \
	-o UserKnownHostsFile="$home/known_hosts" root@127.0.0.1 >"$root/session" 2>&1 || status=$?
must "there is no SFTP, and whoever asks for it hears so ($(cat "$root/session"))" test $status != 0
must "and hears it at once" test $status != 124
run </dev/null >"$root/session" 2>&1 || :
must 'without a terminal the login shows why, and ends' grep -q E-FETCH-CONNECT "$root/session"
for kind in ssh-ed25519 ecdsa-sha2-nistp256 rsa-sha2-256; do
	must "the host's $kind key is the one that was known" login friend -o HostKeyAlgorithms=$kind root@127.0.0.1 true
done
{ sleep 3; printf '\r'; sleep 1; printf '0\r'; sleep 1; } | login friend -tt root@127.0.0.1 >"$root/session" 2>&1 || :
must "the login shows why ($(cat "$root/session"))" grep -q E-FETCH-CONNECT "$root/session"
must 'and the menu' grep -q 'takeover rescue>' "$root/session"
must 'a stranger does not get in' sh -c "! ssh -F /dev/null -i $home/stranger -o IdentitiesOnly=yes -o BatchMode=yes \
	-o UserKnownHostsFile=$home/known_hosts root@127.0.0.1 true 2>$root/refused"
must 'nor is there a password to guess' grep -q 'Permission denied (publickey)' "$root/refused"
must 'known_hosts is as it was' cmp "$home/known_hosts" "$home/known_hosts.before"
kill $server
