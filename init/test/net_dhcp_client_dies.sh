#!/bin/sh
# SPDX-License-Identifier: MIT
# A DHCP client that dies is started again, and meanwhile its lease is kept; a lease that the
# server takes back is given up.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

serve srv --dhcp-range=10.9.0.50,10.9.0.60,255.255.255.0,10m
take_network
wait_for 10 says 'REPORT ready'
address=$(ip -o -4 addr show dev eth0 | sed 's/.*inet \([^ ]*\).*/\1/')
client=$(pgrep -f 'udhcpc -f -i eth0')
kill -KILL "$client"
wait_for 5 says 'network: eth0: DHCP client ended (killed by signal 9 (Killed)); next try in 1 s'
must 'the address is kept' sh -c "ip addr show dev eth0 | grep -q $address"
wait_for 5 pgrep -f 'udhcpc -f -i eth0'
sleep 1
must 'the address is the same' sh -c "ip addr show dev eth0 | grep -q $address"
must 'no lease was lost' sh -c "! grep 'lease lost' $log"

# Another server, another subnet: told twice to hurry, the client gives up its lease.
kill "$dnsmasq"
on_server ip addr flush dev srv
on_server ip addr add 10.7.0.1/24 dev srv
pkill -USR1 -f 'udhcpc -f -i eth0'
sleep 0.5
pkill -USR1 -f 'udhcpc -f -i eth0'
wait_for 5 says 'network: eth0: lease lost'
must 'the old address is gone' sh -c '! ip addr show dev eth0 | grep 10.9.0'
must 'its routes are gone' sh -c '! ip -4 route | grep .'
must 'its DNS servers are gone' sh -c "! grep . $root/etc/resolv.conf"
rm "$root/srv.leases"
serve srv --dhcp-range=10.7.0.50,10.7.0.60,255.255.255.0,10m
wait_for 15 says 'network: eth0: 10.7.0.'
must 'the new default route is there' sh -c 'ip route show default | grep -q "via 10.7.0.1"'
