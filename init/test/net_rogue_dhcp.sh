#!/bin/sh
# SPDX-License-Identifier: MIT
# Four offers that are lost, a refusal, and a second server's refusals cost a lease nothing but
# time; options that are malformed, hostile or cut are named and left out.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

leased() { # SECONDS LINE: and then all is as it was before
	wait_for "$1" says "$2"
	kill "$worker"
	wait "$worker" 2>/dev/null || :
	wait_for 5 none_asks 'udhcpc -f'
	ip addr flush dev eth0
	pkill -f rogue_peer
}

misbehave broken
take_network 60000 ip=dhcp
worker=$!
wait_for 10 says 'network: eth0: 10.9.0.66/24 by DHCP'
wait_for 10 says 'REPORT ready'
must 'the host name was named' says 'ignored a malformed host name'
must 'the domain was named' says 'ignored a malformed domain'
must 'the router on loopback is none' sh -c '! ip route show default | grep .'
must 'no file has the command' sh -c "! grep -rlF reboot $root/etc $root/run $log"
leased 1 'REPORT ready'

misbehave nak
take_network 60000 ip=dhcp
worker=$!
leased 30 'network: eth0: 10.9.0.66/24 by DHCP'

serve srv --dhcp-range=10.9.0.50,10.9.0.60,255.255.255.0,10m
misbehave stray-nak
take_network 60000 ip=dhcp
worker=$!
leased 30 ', gateway 10.9.0.1'
kill "$(cat "$root/srv.pid")"
wait_for 10 none_asks 'dnsmasq --keep-in-foreground' # or it answers before it ends

misbehave lost
take_network 60000 ip=dhcp
worker=$!
leased 60 'network: eth0: 10.9.0.66/24 by DHCP'
