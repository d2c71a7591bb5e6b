# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two is given its address by the kernel's ip= and asks no DHCP server for one.
serve "$systemd_tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")" nixos.unreachable=ok \
	ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off nameserver=10.0.2.3
expect_target
expect_console 'network: eth0: 10\.0\.2\.15/24, gateway 10\.0\.2\.2, dns 10\.0\.2\.3, as ip= has it'
refute_console 'by DHCP|asking for a lease'
