#!/bin/sh
# SPDX-License-Identifier: MIT
# A network of IPv6 alone, without DHCP: addresses and routes are the kernel's, DNS servers and
# domains come by RDNSS and DNSSL, and are there before the worker says that it is ready.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 2001:db8:1::1/64 dev srv nodad
on_server ip addr add 2001:db8:9::1/128 dev lo
serve srv --enable-ra --dhcp-range=2001:db8:1::,ra-only,64,10m \
	"--dhcp-option=option6:dns-server,[2001:db8:1::53],[fe80::53]" \
	--dhcp-option=option6:domain-search,example.org,b.example
take_network
wait_for 30 says 'REPORT ready'

must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 2001:db8:9::1
index=$(ip -o link show dev eth0 | cut -d: -f1)
printf 'nameserver 2001:db8:1::53\nnameserver fe80::53%%%s\nsearch example.org b.example\n' \
	"$index" >"$root/expected"
must 'resolv.conf names the servers' cmp "$root/expected" "$root/etc/resolv.conf"
must 'the line has what a person wants to know' says ', dns 2001:db8:1::53 fe80::53'
must 'no server was asked for an address' none_asks 'udhcpc6'

listener=$(pgrep -f 'ra-listen eth0')
status=/proc/$listener/status
must 'the listener has its own uid' grep -qE '^Uid:.994.994.994.994$' "$status"
for set in CapPrm CapEff CapBnd CapAmb; do
	must "$set is CAP_NET_RAW" grep -qE "^$set:.0000000000002000\$" "$status"
done
must 'it can gain no other privilege' grep -qE '^NoNewPrivs:.1$' "$status"
