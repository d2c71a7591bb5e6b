#!/bin/sh
# SPDX-License-Identifier: MIT
# Without a lease the worker says why (no device, no carrier, no answer), fails once at its
# deadline, and goes on: a server that comes later is used.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

# A run's log is complete once its program was killed.
stop() {
	kill "$worker"
	wait "$worker" 2>/dev/null || :
}

ip link set eth0 netns "$server"
take_network 1000
worker=$!
wait_for 5 says 'REPORT E-NET-NO-DEVICE'
stop
on_server ip link set eth0 netns $$

on_server ip link set srv down
take_network 1000
worker=$!
wait_for 5 says 'REPORT E-NET-NO-CARRIER eth0'
stop

on_server ip link set srv up
take_network 2000
wait_for 5 says 'REPORT E-NET-NO-LEASE eth0'
wait_for 15 says 'E-NET-NO-LEASE network: eth0: link is up, but neither a DHCP server nor a router answers'
serve srv --dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m
wait_for 20 says 'REPORT ready'
must 'it failed once' test "$(grep -c 'REPORT E-' "$log")" -eq 1
