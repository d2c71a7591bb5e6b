#!/bin/sh
# SPDX-License-Identifier: MIT
# A host that had a lease asks for the same address again, though the server would give another.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link set eth0 up
ip addr add 10.9.0.199/24 dev eth0 valid_lft 600 preferred_lft 600
ip route add default via 10.9.0.1 dev eth0 proto dhcp
leave_state
serve srv --dhcp-range=10.9.0.50,10.9.0.250,255.255.255.0,10m

take_network
wait_for 10 says 'REPORT ready'
must 'the address is the old one' \
	says 'network: eth0: 10.9.0.199/24 by DHCP, gateway 10.9.0.1'
must 'it was asked for' pgrep -f 'udhcpc -f -i eth0 .* -r 10.9.0.199'
