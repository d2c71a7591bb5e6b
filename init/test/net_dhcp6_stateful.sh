#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses by DHCPv6 alone, as the router says (M), or as ip=dhcp6 asks: address, DNS servers
# and domains of a real dnsmasq; its client has an own uid and two capabilities.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 2001:db8:1::1/64 dev srv nodad
on_server ip addr add 2001:db8:9::1/128 dev lo
serve srv --enable-ra --dhcp-range=2001:db8:1::70,2001:db8:1::7f,64,10m \
	"--dhcp-option=option6:dns-server,[2001:db8:1::53]" \
	--dhcp-option=option6:domain-search,example.org

for words in '' ip=eth0:dhcp6; do
	take_network 60000 "$words"
	worker=$!
	wait_for 30 says 'REPORT ready'
	must 'the address is that of the server' \
		sh -c 'ip -6 addr show dev eth0 | grep -q "2001:db8:1::7./128"'
	must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 2001:db8:9::1
	must 'the line has what a person wants to know' \
		says " by DHCPv6, dns 2001:db8:1::53"
	printf 'nameserver 2001:db8:1::53\nsearch example.org\n' >"$root/expected"
	must 'resolv.conf names the server' cmp "$root/expected" "$root/etc/resolv.conf"
	status=/proc/$(pgrep -f 'udhcpc6 -f')/status
	must 'the client has its own uid' grep -qE '^Uid:.994.994.994.994$' "$status"
	must 'and two capabilities' grep -qE '^CapEff:.0000000000002400$' "$status"
	[ -n "$words" ] && must 'no IPv4 is asked for' none_asks 'udhcpc -f'
	kill "$worker"
	wait "$worker" 2>/dev/null || :
	wait_for 5 none_asks 'udhcpc6 -f'
	ip addr flush dev eth0
	ip link set eth0 down
done
