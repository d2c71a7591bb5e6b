#!/bin/sh
# SPDX-License-Identifier: MIT
# ip=MAC:dhcp asks on that link alone, with the MTU and the MAC given; and so does one with a
# client identifier in the kernel's form.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link add eth1 type veth peer name other
ip link set other up
mac=$(ip -brief link show eth0 | awk '{ print $3 }')
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m \
	--dhcp-host=id:04:61:62:63,10.9.0.77 --dhcp-host=52:54:00:00:00:99,10.9.0.78

take_network 60000 "ip=$mac:dhcp:1300:52:54:00:00:00:99"
wait_for 10 says 'REPORT ready'
must 'the address is that of the MAC' says 'network: eth0: 10.9.0.78/24 by DHCP'
must 'the MTU is set' sh -c 'ip link show eth0 | grep -q "mtu 1300 "'
must 'the other link is left alone' sh -c 'ip link show eth1 | grep -q "state DOWN"'
must 'and not asked on' none_asks 'udhcpc -f .*eth1'

kill "$!"
ip addr flush dev eth0
take_network 60000 'ip=eth0:dhcp,4,abc'
wait_for 10 says 'REPORT ready'
must 'the address is that of the client identifier' says 'network: eth0: 10.9.0.77/24 by DHCP'
