#!/bin/sh
# SPDX-License-Identifier: MIT
# A host without DHCP, its gateway in no subnet of its own, is there again: addresses, routes
# with their metrics, MTU, DNS; and nobody is asked for a lease.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 203.0.113.1/32 dev srv
on_server ip addr add 198.51.100.1/32 dev lo
on_server ip route add 10.9.8.7/32 dev srv
ip link set eth0 mtu 1400 up
ip addr add 10.9.8.7/32 dev eth0
ip addr add 10.9.0.77/24 dev eth0
ip route add default via 203.0.113.1 dev eth0 onlink proto static metric 7 src 10.9.8.7
ip route add 192.0.2.0/24 via 10.9.0.1 proto static
ip -4 route show >"$root/expected"
leave_state
ip link set eth0 mtu 1500
mkdir "$root/takeover"
printf 'nameserver 127.0.0.53\nnameserver 2001:db8::53\nsearch a.example b.example\n' \
	>"$root/takeover/resolv.conf"

take_network
wait_for 10 says 'REPORT ready'
must 'the routes are those of the host' sh -c "ip -4 route show >$root/now; cmp $root/expected $root/now"
must 'the address is no lease' \
	sh -c 'ip addr show dev eth0 | grep -A1 "10.9.8.7/32" | grep -q "valid_lft forever"'
must 'so is the MTU' sh -c 'ip link show eth0 | grep -q "mtu 1400 "'
must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 198.51.100.1
printf 'nameserver 2001:db8::53\nsearch a.example b.example\n' >"$root/expected"
must 'resolv.conf names the servers that are still there' \
	cmp "$root/expected" "$root/run/takeover/netroot/etc/resolv.conf"
must 'the line has what a person wants to know' \
	says 'network: eth0: 10.9.8.7/32 10.9.0.77/24, gateway 203.0.113.1, dns 2001:db8::53, as the host had it'
must 'no lease is asked for' none_asks 'udhcpc -f -i eth0'
