# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Nobody listens at the address; a person at the serial console changes it in the rescue's menu, and the target boots.
VM_SECONDS=400
serve "$scripted_tree"
boot_stage_two 6.1 "nixos.url=http://10.0.2.2:1 nixos.sha256=$(tree_pin "$scripted_tree")" nixos.rescue-timeout=120
expect_console 'FAILED in step fetch   E-FETCH-CONNECT' 200
expect_console 'Enter for the menu' 30
sleep 2
vm_type '\r'
expect_console 'takeover rescue>' 60
vm_type '2\r'
expect_console 'Enter keeps it' 60
vm_type "$url\\r"
expect_console 'Changed, for the next try' 60
vm_type '1\r'
expect_console 'trying again, as asked for' 60
expect_target
