#!/bin/sh
# SPDX-License-Identifier: MIT
# A gateway that is in no subnet of ours (a /32 lease, as hosters give them) carries packets.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 203.0.113.1/32 dev srv
on_server ip addr add 198.51.100.1/32 dev lo
on_server ip route add 10.9.0.50/32 dev srv
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m --dhcp-option=1,255.255.255.255 \
	--dhcp-option=3,203.0.113.1
take_network
wait_for 10 says 'REPORT ready'

must 'the address is a single one' sh -c 'ip addr show dev eth0 | grep -q "10.9.0.50/32"'
must 'the gateway is reached on the link' \
	sh -c 'ip route show default | grep -q "^default via 203.0.113.1 dev eth0 .*onlink"'
must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 198.51.100.1
