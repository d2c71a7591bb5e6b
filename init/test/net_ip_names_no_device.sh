#!/bin/sh
# SPDX-License-Identifier: MIT
# A static ip= without a device is for the only one; with two there is no telling, which is
# said with their names, and so is a device that is not there.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

ip link add eth1 type veth peer name other
# at once, as no time can mend it
take_network 60000 'ip=10.9.0.7:::24:::off'
wait_for 5 says 'REPORT E-CONFIG-VALUE ip='
must 'the devices are named' says 'names no device, and there are'
kill "$!"

take_network 500 'ip=10.9.0.7:::24::ens9:off'
wait_for 5 says 'REPORT E-NET-NO-DEVICE ens9'
kill "$!"

mac=$(ip -brief link show eth0 | awk '{ print $3 }')
take_network 60000 "ip=10.9.0.7:::24:::off BOOTIF=01-$(echo "$mac" | tr : -)"
wait_for 10 says 'REPORT ready'
must 'BOOTIF= tells them apart' says 'network: eth0: 10.9.0.7/24, as ip= has it'
kill "$!"

ip addr flush dev eth0
ip link del eth1
take_network 60000 'ip=10.9.0.7:::24:::off'
wait_for 10 says 'REPORT ready'
must 'the only one has it' says 'network: eth0: 10.9.0.7/24, as ip= has it'
