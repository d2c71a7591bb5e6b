#!/bin/sh
# SPDX-License-Identifier: MIT
# The jump waits neither for a dead file server nor for the session that asked for it, and
# a jump that fails leaves nothing loaded.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"

not() {
	! "$@"
}

log=$dir/kmsg
: >"$log"
mount --bind "$log" /dev/kmsg
mount -t tmpfs tmpfs /sys/fs/cgroup
cgroup=/sys/fs/cgroup/cgroup.procs
: >$cgroup

announced='machine will boot into nixos in 6s...'
began=$(date +%s)
"$probe" jump >"$dir/out"
must 'it announces at once' test $(($(date +%s) - began)) -le 2
must 'it announces' says "$announced"
must 'without a complaint' not says '[--]'
sleep 8
pid=$(cat $cgroup)
must 'the process is in the root cgroup, in a session of its own' \
	says "session $pid, process $pid" "$log"
must 'a jump that fails is in the kernel log' says 'E-JUMP-FAILED kexec: ' "$log"
must 'and unloads' says 'forgets the kernel' "$log"
must 'and says so' says 'takeover: unloaded' "$log"

# the same where the kernel does not let a process change its cgroup
rm $cgroup
mkdir $cgroup
"$probe" jump >"$dir/out"
must 'it says that it stays in the cgroup' says "[--] jump: cannot leave this session's cgroup"
must 'and goes on' says "$announced"
rmdir $cgroup

# a person at a terminal may change their mind; exec: dash would stay, and die of the Ctrl-C too
status=0
(
	sleep 2
	printf '\003'
	sleep 2
) | script -qec "exec $probe jump" "$dir/typed" >"$dir/out" 2>&1 || status=$?
must 'at a terminal it says how to take it back' says 'Ctrl-C takes it back'
must 'and Ctrl-C does' test $status = 1

began=$(date +%s)
# by a pipe, as sshd has it: its end is what the other side waits for
"$probe" jump hang | cat >"$dir/out"
took=$(($(date +%s) - began))
must 'a dead file server is waited for 20 s' test $took -ge 20
must 'and not longer' test $took -le 24
must 'it is said' says '[--] sync: not all file systems are written: one does not answer'
must 'and then announced' test "$(tail -n 1 "$dir/out")" = "$announced"
must 'no cgroups are no reason to complain' not says cgroup
