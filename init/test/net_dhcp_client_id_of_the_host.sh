#!/bin/sh
# SPDX-License-Identifier: MIT
# A host on systemd-networkd was known to its server by a DUID: stage two is known by it, too,
# and the server's file of leases has one address for both.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

mac=$(ip -brief link show eth0 | awk '{ print $3 }')
duid=ff56503a2c00020000ab11d4c0e1f2a3b4c5d6
serve srv --dhcp-range=10.9.0.50,10.9.0.250,255.255.255.0,10m

# The host: its client sends the DUID, and gets an address.
ip link set eth0 up
"$root/bin/busybox" udhcpc -f -q -n -i eth0 -s /bin/true -x "0x3d:$duid" >"$log" 2>&1
had=$(awk '{ print $3 }' "$root/srv.leases")
must 'the host had a lease' test -n "$had"
ip link set eth0 down

mkdir "$root/takeover"
printf '[{"mac":"%s","client-id":"%s","address":"%s"}]\n' "$mac" "$duid" "$had" \
	>"$root/takeover/dhcp-leases.json"
take_network
wait_for 10 says 'REPORT ready'
must 'the address is that of the host' says "network: eth0: $had/24 by DHCP"
must 'the server knows one machine' test "$(wc -l <"$root/srv.leases")" -eq 1
must 'by its DUID' grep -qi "ff:56:50:3a:2c:00:02:00:00:ab:11:d4:c0:e1:f2:a3:b4:c5:d6" \
	"$root/srv.leases"
