#!/bin/sh
# SPDX-License-Identifier: MIT
# A state that cannot be read is named, with the place, and DHCP is asked.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link set eth0 up
ip addr add 10.9.0.199/24 dev eth0
leave_state
head -c 100 "$root/addrs.json" >"$root/cut"
mv "$root/cut" "$root/addrs.json"
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m

take_network
wait_for 10 says 'REPORT ready'
must 'it is named' says 'network: /addrs.json: not what ip(8) writes, at byte 100; asking DHCP instead'
must 'DHCP has its say' says 'network: eth0: 10.9.0.50/24 by DHCP'
