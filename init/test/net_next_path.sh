#!/bin/sh
# SPDX-License-Identifier: MIT
# Of three links only the third reaches the source: when it does not answer by way of the
# first, that one goes to the end, then the next; addresses stay.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

leads_out_by() { # LINK
	ip route get 198.51.100.1 | grep -q "dev $1 "
}

for i in 1 2; do
	ip link add "eth$i" type veth peer name "srv$i"
	ip link set "srv$i" netns "$server"
	on_server ip addr add "10.$i.0.1/24" dev "srv$i"
	on_server ip link set "srv$i" up
done
on_server ip link set srv1 down # the third comes before the second
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m
serve srv1 --dhcp-range=10.1.0.50,10.1.0.50,255.255.255.0,10m
take_network 60000 ip=dhcp
worker=$!
wait_for 10 says 'network: eth0: 10.9.0.50/24 by DHCP'
on_server ip link set srv1 up
wait_for 15 says 'network: eth1: 10.1.0.50/24 by DHCP'
must 'the first lease has the better route' leads_out_by eth0

tell() { # the worker, which is the child of what was started
	pkill -USR1 -P "$worker"
}
tell
wait_for 5 says 'the source did not answer by way of eth0; eth1 comes first now'
must 'the second leads out' leads_out_by eth1
serve srv2 --dhcp-range=10.2.0.50,10.2.0.50,255.255.255.0,10m
wait_for 15 says 'network: eth2: 10.2.0.50/24 by DHCP'
must 'a third one comes behind' leads_out_by eth1
tell
wait_for 5 says 'by way of eth1; eth0 comes first now'
tell
wait_for 5 says 'by way of eth0; eth2 comes first now'
must 'the third leads out' leads_out_by eth2
for net in 10.9 10.1 10.2; do
	must "the address of $net stays" sh -c "ip -4 addr | grep -q $net.0.50/24"
done
