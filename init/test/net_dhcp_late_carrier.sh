#!/bin/sh
# SPDX-License-Identifier: MIT
# A carrier that comes after 20 s, or a whole link that comes late, is used when it comes; the first lease keeps
# the default route; a link that goes away takes its DNS servers with it.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip link set srv down
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m
take_network
sleep 20
must 'nothing asks without a carrier' none_asks udhcpc
on_server ip link set srv up
wait_for 5 says 'REPORT ready'
must 'the late carrier gave an address' sh -c 'ip addr show dev eth0 | grep -q 10.9.0.50/24'

ip link add eth1 type veth peer name srv1
ip link set srv1 netns "$server"
on_server ip addr add 10.8.0.1/24 dev srv1
on_server ip link set srv1 up
serve srv1 --dhcp-range=10.8.0.50,10.8.0.50,255.255.255.0,10m --dhcp-option=6,10.8.0.3
wait_for 10 says 'network: eth1: 10.8.0.50/24 by DHCP'
must 'the first lease has the better route' \
	sh -c 'ip route get 198.51.100.1 | grep -q "via 10.9.0.1 dev eth0"'
must 'the second has a worse one' sh -c 'ip route show default | grep -q "dev eth1.*metric 102"'
must 'its DNS server is known' grep -qx 'nameserver 10.8.0.3' "$root/etc/resolv.conf"
must 'ready was said once' test "$(grep -c 'REPORT ready' "$log")" -eq 1

ip link del eth1
wait_for 5 says 'network: eth1: gone'
must 'its DNS server is forgotten' sh -c "! grep 10.8.0.3 $root/etc/resolv.conf"
must 'its client ended' none_asks 'udhcpc -f -i eth1'
