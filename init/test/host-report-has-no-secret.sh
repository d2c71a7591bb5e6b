#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover report` on a host: what check finds, its kernel, disks, devices and network by stage two's own programs; no secret
# of its command line or resolver, none of its processes; and nothing stays behind.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}/takeover")

not() {
	! "$@"
}

ip link set lo up
ip link add wan0 type veth peer name wan1
ip address add 198.51.100.7/24 dev wan0
echo 'root=/dev/vda1 harmless=yes nixos.url=https://lena:PLANTED1@example.org/tree?token=PLANTED2 wifi.psk=PLANTED3' >"$dir/cmdline"
mount --bind "$dir/cmdline" /proc/cmdline
echo 'nameserver 192.0.2.53' >"$dir/resolv"
mount --bind "$dir/resolv" "$(readlink -f /etc/resolv.conf)"
sh -c 'sleep 100; : PLANTED4' &
sleeper=$!
status=0
"$takeover" report >"$dir/out" 2>&1 || status=$?
kill $sleeper
must 'status 0, whatever is in the way of a takeover' test $status = 0
must 'no planted secret is printed' not says PLANTED
for kept in '[--] E-HOST-CONTAINER' ' kernel: ' '[ok] network: wan0 198.51.100.7/24; ' ' stay untouched' 'harmless=yes' \
	'https://***@example.org/tree?***' '== ip addr' 'inet 198.51.100.7/24' 'nameserver 192.0.2.53' '== kernel log' \
	"$(uname -r)" "$(sed -n 's/^\([^ ]*\) \/ .*/\1 \/ /p' /proc/1/mounts | tail -n 1)"; do
	must "it says $kept" says "$kept"
done
must 'and nothing of a stage two that has not run' not says /run/takeover/reason
must 'nothing stays mounted' not grep -q '^takeover ' /proc/mounts
