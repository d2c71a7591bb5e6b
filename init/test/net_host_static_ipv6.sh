#!/bin/sh
# SPDX-License-Identifier: MIT
# An IPv6 host whose gateway is fe80::1, and which reaches IPv4 through it (RFC 5549), is
# there again, at once: no waiting for an address that was this machine's anyway.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add fe80::1/64 dev srv nodad
on_server ip addr add 2001:db8:9::1/128 dev lo
on_server ip addr add 198.51.100.1/32 dev lo
on_server ip -6 route add 2001:db8::/64 dev srv
on_server ip -4 route add 10.9.8.7/32 dev srv
ip link set eth0 up
ip addr add 2001:db8::7/64 dev eth0 nodad
ip addr add 10.9.8.7/32 dev eth0
ip -6 route add default via fe80::1 dev eth0 proto static
ip -4 route add default via inet6 fe80::1 dev eth0 proto static
ip -4 route show >"$root/expected4"
ip -6 route show default >"$root/expected6"
leave_state

take_network
wait_for 5 says 'REPORT ready'
must 'IPv6 packets pass' "$root/bin/busybox" ping -c 1 -W 5 2001:db8:9::1
must 'IPv4 packets pass by the IPv6 gateway' "$root/bin/busybox" ping -c 1 -W 5 198.51.100.1
must 'the IPv4 routes are those of the host' \
	sh -c "ip -4 route show >$root/now; cmp $root/expected4 $root/now"
must 'the IPv6 default route is that of the host' \
	sh -c "ip -6 route show default >$root/now; cmp $root/expected6 $root/now"
must 'the line has both families' \
	says 'network: eth0: 10.9.8.7/32 2001:db8::7/64, gateway fe80::1, as the host had it'
