# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A Debian whose address is on a VLAN on a bond of two cards is left, and stage two has the same, as captured: the bond
# with its options, though the cards have other names here, the VLAN, the address and the route.
. qemu-tests/lib-switch.sh
serve "$systemd_tree"
switch_start
boot_host <<END
systemctl stop systemd-networkd.socket systemd-networkd
ip link add bond0 type bond mode active-backup miimon 50
for card in \$(cd /sys/class/net && echo en*); do
	ip link set \$card down
	ip link set \$card master bond0
done
ip link set bond0 type bond primary \$card
ip link add link bond0 name uplink type vlan id 5
ip link set bond0 up
ip link set uplink up
ip addr add 10.0.2.15/24 dev uplink
ip route add default via 10.0.2.2 dev uplink
./takeover boot --cmdline nixos.unreachable=ok --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'network: bond0: made, a bond' 400
expect_console 'network: uplink: made, a vlan'
expect_target
expect_console 'network: uplink: 10\.0\.2\.15/24, gateway 10\.0\.2\.2, as the host had it'
