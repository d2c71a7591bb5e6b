#!/bin/sh
# SPDX-License-Identifier: MIT
# What a hostile DHCP server writes into host name and domain is refused and named; the
# lease is used without it, and none of it is in a file.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

# shellcheck disable=SC2016  # nobody may ever expand it
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m --dhcp-option=6,10.9.0.3,127.0.0.1 \
	--dhcp-option-force='12,$(reboot)' --dhcp-option-force='15,example.org;reboot' \
	--dhcp-option-force=26,1
take_network
wait_for 10 says 'REPORT ready'

must 'the address is used' sh -c 'ip addr show dev eth0 | grep -q 10.9.0.50/24'
must 'the host name was named' \
	says 'network: eth0: ignored a malformed host name from the DHCP server'
must 'the domain was named' says 'network: eth0: ignored a malformed domain from the DHCP server'
must 'the DNS server on loopback was named' \
	says 'network: eth0: ignored a malformed DNS server from the DHCP server'
must 'the MTU is no smaller than any host must take' sh -c 'ip link show eth0 | grep -q "mtu 576 "'
must 'resolv.conf has only what is valid' \
	test "$(cat "$root/etc/resolv.conf")" = 'nameserver 10.9.0.3'
must 'no file has the command' \
	sh -c "! grep -rlF reboot $root/etc $root/run $root/log"
