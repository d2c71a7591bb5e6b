# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# nixos.kexec=file loads by kexec_file_load and by nothing else.
VM_SECONDS=400
serve "$systemd_tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") nixos.kexec=file"
expect_console 'load: kernel .* by kexec_file_load'
refute_console 'by store|by kexec_load'
expect_target
