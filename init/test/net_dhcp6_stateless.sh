#!/bin/sh
# SPDX-License-Identifier: MIT
# Where the router says that DHCPv6 has DNS servers alone (O), it is asked for these, and the
# address stays the kernel's.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 2001:db8:1::1/64 dev srv nodad
serve srv --enable-ra --dhcp-range=2001:db8:1::,ra-stateless,64,10m \
	"--dhcp-option=option6:dns-server,[2001:db8:1::53]" --dhcp-option=option6:domain-search,example.org
take_network 60000 ip=eth0:auto6
wait_for 30 says 'REPORT ready'
wait_for 10 pgrep -f 'udhcpc6 .* -l'
wait_for 10 says 'by DHCPv6'
printf 'nameserver 2001:db8:1::53\nsearch example.org\n' >"$root/expected"
must 'resolv.conf names the server' cmp "$root/expected" "$root/etc/resolv.conf"
must 'the address is of the prefix' \
	sh -c 'ip -6 addr show dev eth0 scope global | grep -q "2001:db8:1:0:"'
must 'and the only one' test "$(ip -o -6 addr show dev eth0 scope global | wc -l)" -eq 1
