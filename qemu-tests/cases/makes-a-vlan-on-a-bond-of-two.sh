# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# bond=, vlan= and ip= make a VLAN on a bond of two cards, and the target comes over it, though
# the cable of the card in use is pulled on the way.
. qemu-tests/lib-switch.sh
serve "$systemd_tree"
switch_start
VM_MONITOR='info status'
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") nixos.unreachable=ok" \
	bond=bond0:eth0,eth1:mode=active-backup,miimon=50,primary=eth1 vlan=bond0.5:bond0 \
	ip=10.0.2.15::10.0.2.2:24::bond0.5:off
expect_console 'fetch: initrd.*left'
switch_pull 2
expect_target
expect_console 'network: bond0\.5: 10\.0\.2\.15/24, gateway 10\.0\.2\.2, as ip= has it'
