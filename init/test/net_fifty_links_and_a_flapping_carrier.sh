#!/bin/sh
# SPDX-License-Identifier: MIT
# Of fifty links one leads out, and its carrier comes and goes: every link is asked on, that one is used, no client is left
# over, and a link without anybody costs the others nothing.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

i=1
while [ $i -lt 50 ]; do
	ip link add "eth$i" type veth peer name "dead$i"
	ip link set "dead$i" netns "$server"
	on_server ip link set "dead$i" up
	i=$((i + 1))
done
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m
has_fifty_clients() {
	[ "$(pgrep -cf '^udhcpc -f -i eth')" -eq 50 ]
}
take_network 60000 ip=dhcp
wait_for 60 says 'REPORT ready'
wait_for 60 has_fifty_clients
for _ in 1 2 3 4 5 6 7 8 9 10; do
	on_server ip link set srv down
	on_server ip link set srv up
done
on_server ip link set srv down
sleep 1
on_server ip link set srv up
wait_for 60 sh -c "ip addr show dev eth0 | grep -q 10.9.0.50/24"
wait_for 20 "$root/bin/busybox" ping -c 1 -W 1 10.9.0.1
must 'there is one client a link' test "$(pgrep -cf 'udhcpc -f -i eth0 ')" -le 1
must 'ready was said once' test "$(grep -c 'REPORT ready' "$log")" -eq 1
# a worker whose clients all die at once goes on
pkill -KILL -f 'udhcpc -f -i eth'
wait_for 30 says 'network: eth49: DHCP client ended'
wait_for 60 has_fifty_clients
must 'the address is kept' sh -c "ip addr show dev eth0 | grep -q 10.9.0.50/24"
