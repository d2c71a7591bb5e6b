#!/bin/sh
# SPDX-License-Identifier: MIT
# A lease of a real dnsmasq becomes address, routes, MTU and resolv.conf before the worker
# says that it is ready; its client has an own uid and two capabilities.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m --dhcp-option=3,10.9.0.2 \
	--dhcp-option=121,192.0.2.0/24,10.9.0.7,0.0.0.0/0,10.9.0.1 \
	--dhcp-option=6,10.9.0.3,10.9.0.4 --dhcp-option=15,example.org --dhcp-option=26,1400
take_network
wait_for 10 says 'REPORT ready'

must 'the address has the lease as its lifetime' \
	sh -c 'ip addr show dev eth0 | grep -A1 "10.9.0.50/24 brd 10.9.0.255" |
		grep -q "valid_lft \(600\|59[0-9]\)sec"'
must 'the default route is option 121'"'"'s, not option 3'"'"'s' \
	sh -c 'ip route show default | grep -q "^default via 10.9.0.1 dev eth0 proto dhcp src 10.9.0.50 metric 101"'
must 'there is one default route' test "$(ip route show default | wc -l)" -eq 1
must 'the classless route is there' \
	sh -c 'ip route show 192.0.2.0/24 | grep -q "via 10.9.0.7 dev eth0"'
must 'the MTU is the one of the lease' sh -c 'ip link show eth0 | grep -q "mtu 1400 "'
must 'loopback is up' sh -c 'ip addr show dev lo | grep -q 127.0.0.1/8'
printf 'nameserver 10.9.0.3\nnameserver 10.9.0.4\nsearch example.org\n' >"$root/expected"
must 'resolv.conf names the servers' cmp "$root/expected" "$root/etc/resolv.conf"
must 'so does that of fetch' cmp "$root/expected" "$root/run/takeover/netroot/etc/resolv.conf"
must 'the line has what a person wants to know' \
	says 'network: eth0: 10.9.0.50/24 by DHCP, gateway 10.9.0.1, dns 10.9.0.3 10.9.0.4'

client=$(pgrep -f 'udhcpc -f -i eth0')
status=/proc/$client/status
must 'the client has its own uid' grep -qE '^Uid:.994.994.994.994$' "$status"
must 'and its own group' grep -qE '^Gid:.994.994.994.994$' "$status"
for set in CapPrm CapEff CapBnd CapAmb; do
	must "$set is CAP_NET_RAW and CAP_NET_BIND_SERVICE" \
		grep -qE "^$set:.0000000000002400\$" "$status"
done
must 'it can gain no other privilege' grep -qE '^NoNewPrivs:.1$' "$status"
