#!/bin/sh
# SPDX-License-Identifier: MIT
# A host with two uplinks, where packets leave by the link that their address belongs to (rules, and a table for each),
# has that again, as ip(8) had written it down; also for an address that DHCP has yet to give.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link add eth1 type veth peer name srv1
ip link set srv1 netns "$server"
on_server ip addr add 10.1.0.1/24 dev srv1
on_server ip link set srv1 up
on_server ip addr add 198.51.100.1/32 dev lo
# an answer goes the way the question came, and never the other one
on_server ip route add blackhole 10.1.0.7/32 metric 1
on_server ip rule add iif lo to 10.1.0.7 lookup 7
on_server ip route add 10.1.0.7/32 dev srv1 table 7
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m

ip link set lo up
ip link set eth0 up
ip link set eth1 up
ip addr add 10.9.0.50/24 dev eth0 valid_lft 600 preferred_lft 600
ip addr add 10.1.0.7/24 dev eth1
ip route add default via 10.9.0.1 dev eth0 proto dhcp
ip route add default via 10.9.0.1 dev eth0 table 100 proto dhcp
ip route add default via 10.1.0.1 dev eth1 table 7000 proto static
ip rule add from 10.9.0.0/24 lookup 100 priority 1000
ip rule add from 10.1.0.7 lookup 7000 priority 1001
ip rule add fwmark 1 lookup 7000 priority 1002
ip -6 rule add from 2001:db8::7 lookup 7000 priority 1003

for family in 4 6; do
	ip "-$family" --json rule >"$root/rules-v$family.json"
	ip "-$family" --json route show table all >"$root/tables-v$family.json"
done
leave_state
mkdir "$root/takeover"
mv "$root"/rules-* "$root"/tables-* "$root/takeover"
ip rule del priority 1002
for family in 4 6; do
	ip "-$family" rule >"$root/expected-rules-$family"
	ip "-$family" rule flush
	[ $family = 4 ] && ip rule add lookup main priority 32766 && ip rule add lookup default priority 32767
done
ip -6 rule add lookup main priority 32766
ip addr flush dev eth1
ip link set eth1 down
must 'nothing of it is left' sh -c '! ip route show table 7000 | grep .'

take_network
wait_for 15 says 'network: eth0: 10.9.0.50/24 by DHCP'
wait_for 5 says 'network: eth1: 10.1.0.7/24, as the host had it'
must 'it is said' says 'network: 3 rules of policy routing, as the host had it'
for family in 4 6; do
	must 'the rules are those of the host' sh -c \
		"ip -$family rule >$root/now; cmp $root/expected-rules-$family $root/now"
done
must 'a static address leaves by its link' \
	sh -c 'ip route get 198.51.100.1 from 10.1.0.7 | grep -q "via 10.1.0.1 dev eth1 table 7000"'
must 'so does a leased one' \
	sh -c 'ip route get 198.51.100.1 from 10.9.0.50 | grep -q "via 10.9.0.1 dev eth0 table 100"'
must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 -I 10.1.0.7 198.51.100.1
