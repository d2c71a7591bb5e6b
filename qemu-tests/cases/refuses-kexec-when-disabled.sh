# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# kexec that a sysctl forbids, or that lockdown leaves to signed kernels, is a refusal that says so; the first of them
# before anything is fetched.
VM_SECONDS=400
serve "$systemd_tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") sysctl.kernel.kexec_load_disabled=1"
expect_refusal E-LOAD-DENIED
expect_console 'kernel\.kexec_load_disabled is 1'
[ ! -s "$WORK/nginx/access.log" ] || fail "fetched: $(tail -n 1 "$WORK/nginx/access.log")"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") lockdown=integrity"
expect_refusal E-LOAD-DENIED
expect_console 'kexec_file_load: the kernel is locked down'
