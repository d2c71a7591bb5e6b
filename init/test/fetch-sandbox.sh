#!/bin/sh
# SPDX-License-Identifier: MIT
# Inside, the unprivileged programs are nobody, see nothing and can call next to nothing.
# shellcheck disable=SC1091,SC2154  # what fetch-lib.sh sets
. "${0%/*}/fetch-lib.sh"

echo '127.0.0.1 localhost' >"$root/etc/hosts"

# What the kernel says about each program, caught while it waits.
field() { # PID NAME
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"
}

limit() { # PID NAME
	sed -n "s/^Max $2  *\([^ ]*\) .*/\1/p" "/proc/$1/limits"
}

is_confined() { # PID
	[ "$(field "$1" Seccomp)" = 2 ]
}

is_mapped() { # UID: exists in this user namespace
	awk -v id="$1" '$1 <= id && id < $1 + $3 { yes = 1 } END { exit !yes }' /proc/self/uid_map
}

check() { # NAME PID UID
	wait_for 5 is_confined "$2"
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		must "$1 has no capability in $set" test "$(field "$2" $set)" = 0000000000000000
	done
	must "$1 gains no privileges" test "$(field "$2" NoNewPrivs)" = 1
	must "$1 may not fork" test "$(limit "$2" processes)" = 0
	must "$1 may not write files" test "$(limit "$2" 'file size')" = 0
	must "$1 leaves no core" test "$(limit "$2" 'core file size')" = 0
	must "$1 is limited in memory" test "$(limit "$2" 'address space')" != unlimited
	is_mapped "$3" || return 0
	must "$1 has its own user" test "$(field "$2" Uid | tr '\t' ' ')" = "$3 $3 $3 $3"
	must "$1 has its own group" test "$(field "$2" Gid | tr '\t' ' ')" = "$3 $3 $3 $3"
	must "$1 is in no other group" test -z "$(field "$2" Groups | tr -d ' ')"
	must "$1 sees its root" test "$(readlink "/proc/$2/root")" = "$root"
	must "$1 has nothing else open" test "$(find "/proc/$2/fd" -type l | wc -l)" -le 5
}

mkfifo "$dir/in"
exec 8<>"$dir/in" 7</dev/null
id=991
for name in decode parse verify; do
	subject=sums
	case $name in decode) subject= ;; verify) subject=ed25519 ;; esac
	# shellcheck disable=SC2086  # decode has no subject
	"$dir/$name" --root "$root" $subject <"$dir/in" >/dev/null 3>/dev/null &
	check $name $! $id
	kill -9 $!
	id=$((id + 1))
done
# a connection that nobody answers
busybox nc -l -p 8099 -e sleep 60 &
sleep 0.3
"$dir/fetch" --root "$root" http://127.0.0.1:8099/ </dev/null >/dev/null 3>/dev/null &
check fetch $! 990
kill -9 $!

# What somebody who has taken one over would try.
probe=$dir/probe
"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -Iinit -static -O1 -o "$probe" \
	init/test/fetch_sandbox_probe.c init/fetch/sandbox.c init/fetch/seccomp.c

outcome() { # LIST ATTEMPT: allowed, failed, killed
	got=0
	"$probe" "$1" "$root" "$2" </dev/null >/dev/null 3>&- 2>/dev/null || got=$?
	case $got in 0) echo allowed ;; 1) echo failed ;; 159) echo killed ;; *) echo "status $got" ;; esac
}

expect() { # LIST OUTCOME ATTEMPT...
	list=$1 want=$2
	shift 2
	for attempt; do
		got=$(outcome "$list" "$attempt")
		[ "$got" = "$want" ] || fail "$list: $attempt: $got, not $want"
	done
}

everywhere='openat write-a-file truncate-a-file unlink fork clone execve kill ptrace setuid chroot
	mount unshare bpf io_uring mmap-code mprotect-code socket-netlink socket-packet
	socket-unix-stream listen accept ioctl x32'
# shellcheck disable=SC2086  # lists
{
	expect compute allowed getpid mmap
	expect compute killed $everywhere read-a-file socket socket-6 socket-unix-datagram
	expect network allowed getpid mmap read-a-file socket socket-6 socket-unix-datagram
	expect network failed read-a-file-outside socket-raw
	expect network killed $everywhere
}

# A root that is not there is no reason to go on without one.
mv "$root" "$dir/elsewhere"
run decode </dev/null
must 'without its root decode refuses to work' test "$status" = 3
must 'and says why' test "$(last_message text)" = 'sandbox: root folder or user: No such file or directory'
