#!/bin/sh
# SPDX-License-Identifier: MIT
# A word about the network that is wrong is refused before a link is touched: the line has its text, and what was meant.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

refuses() { # WORDS CODE-AND-TEXT MEANT
	status=0
	chroot "$root" /bin/netns_network 1000 "$1" >"$log" 2>&1 || status=$?
	must "'$1' is refused" test $status != 0
	must "'$1' is quoted" says "$2"
	must "'$1' has what is meant" says "$3"
}

for word in ip=10.0.0.7::10.0.0.1 ip=10.0.0.7::10.0.0.1:::eth0:off 'ip=[2001:db8::a]:[2001:db8::b]:[fe80::1]::h:eth1'; do
	refuses "$word" "E-CONFIG-VALUE $word: has no mask" 'as in ip=ADDRESS::GATEWAY:24::DEVICE:off'
done
for word in vlan=eth1.0:eth1 vlan=vlan0:eth1 vlan=vlan4095:eth1 vlan=eth1.4096:eth1; do
	refuses "$word" "E-CONFIG-VALUE $word: has no VLAN id from 1 to 4094" 'vlan5, vlan0005, eth0.5 and eth0.0005 have'
done
name=sixteen-letters-
for word in "ip=$name:dhcp" "vlan=$name.5:eth0" "ifname=$name:52:54:00:12:34:56"; do
	refuses "$word" "E-CONFIG-VALUE $word: " ''
done
refuses bond=bond0:eth1,eth2:mod=1 'E-CONFIG-VALUE bond=bond0:eth1,eth2:mod=1: has an option that no bond has' 'mode=, miimon='
refuses bond=bond1 'E-CONFIG-VALUE bond=bond1: has no members' 'bond=bond0:eth0,eth1:mode=802.3ad'
refuses ip=10.0.0.7:::24::eth0:dhcp 'E-CONFIG-VALUE ip=10.0.0.7:::24::eth0:dhcp: gives an address and asks for one' ''
refuses 'ip=eth0:dhcp ip=10.0.0.7:::24::eth0:off' 'E-CONFIG-VALUE ip= of eth0 with 10.0.0.7: is not the only one' 'for this device'
refuses 'ip=off ip=dhcp' 'E-CONFIG-VALUE ip=off: and another ip=' 'one of them is meant'
for word in team=team0:eth0,eth1 bridge=br0:eth0 rd.iscsi.ibft=1; do
	refuses "$word" "E-CONFIG-KEY $word: stage two does not do this" 'it knows bond=, vlan= and ip= with a device'
done
refuses ip=ibft 'E-CONFIG-VALUE ip=ibft: ibft is not supported' 'give the addresses themselves'
must 'no link was touched' sh -c 'ip link show eth0 | grep -q "state DOWN"'
