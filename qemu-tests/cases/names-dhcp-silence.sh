# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Nobody answers DHCP.
VM_NET=hubport,hubid=0
boot_stage_two 6.1 "nixos.url=http://10.0.2.2:1 nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-NET-NO-LEASE
