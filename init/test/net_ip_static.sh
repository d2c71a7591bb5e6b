#!/bin/sh
# SPDX-License-Identifier: MIT
# ip= with addresses of both families reaches a peer behind gateways that are in no subnet of
# ours, wins over the state of the host, and asks nobody for a lease.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 203.0.113.1/32 dev srv
on_server ip addr add 198.51.100.1/32 dev lo
on_server ip addr add 2001:db8:9::1/128 dev lo
on_server ip addr add fe80::1/64 dev srv nodad
on_server ip route add 10.9.8.7/32 dev srv
on_server ip -6 route add 2001:db8::/64 dev srv
ip link set eth0 up
ip addr add 192.0.2.99/24 dev eth0
leave_state

take_network 60000 "ip=10.9.8.7:10.0.0.1:203.0.113.1:255.255.255.0:host:eth0:off:10.9.0.3 \
	ip=[2001:db8::7]::[fe80::1]:64::eth0:none nameserver=2001:db8::53 \
	rd.route=192.0.2.0/24:203.0.113.1"
wait_for 5 says 'REPORT ready'
must 'IPv4 packets pass' "$root/bin/busybox" ping -c 1 -W 5 198.51.100.1
must 'IPv6 packets pass' "$root/bin/busybox" ping -c 1 -W 5 2001:db8:9::1
must 'the route is there' \
	sh -c 'ip route show 192.0.2.0/24 | grep -q "via 203.0.113.1 dev eth0"'
must 'the address of the host is not' sh -c '! ip addr show dev eth0 | grep -q 192.0.2.99'
printf 'nameserver 2001:db8::53\nnameserver 10.9.0.3\n' >"$root/expected"
must 'resolv.conf names the servers' cmp "$root/expected" "$root/etc/resolv.conf"
must 'the line has what a person wants to know' says \
	'network: eth0: 10.9.8.7/24 2001:db8::7/64, gateway 203.0.113.1, gateway fe80::1, dns 2001:db8::53 10.9.0.3, as ip= has it'
must 'what is of no use is said' says 'ip=: server and time server'
must 'no lease is asked for' none_asks 'udhcpc -f'
