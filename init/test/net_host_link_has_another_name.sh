#!/bin/sh
# SPDX-License-Identifier: MIT
# The host's kernel gave its cards other names, in another order: what they had goes by the MACs of their hardware.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link add eth1 type veth peer name srv1
ip link set srv1 netns "$server"
ip link set eth0 up
ip link set eth1 up
ip addr add 10.9.0.7/24 dev eth0
ip addr add 10.1.0.7/24 dev eth1
ip route add default via 10.9.0.1 dev eth0 proto static
leave_state
ip addr flush dev eth1
ip link set eth1 down
# ens5 was what is eth0 here; what is eth1 here was its eth0
sed -i 's/"eth0"/"ens5"/g; s/"eth1"/"eth0"/g' "$root"/addrs.json "$root"/routes-v?.json
on_server ip link set srv1 up

take_network
wait_for 10 says 'REPORT ready'
wait_for 10 says 'network: eth1: 10.1.0.7/24, as the host had it'
must 'the other one has its own' says 'network: eth0: 10.9.0.7/24, gateway 10.9.0.1, as the host had it'
must 'packets pass' "$root/bin/busybox" ping -c 1 -W 5 10.9.0.1
