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

must 'a command runs' test "$(login friend root@127.0.0.1 'echo $((6 * 7))')" = 42
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
