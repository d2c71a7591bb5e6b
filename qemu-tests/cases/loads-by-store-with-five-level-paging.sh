# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The trampoline's own page tables have as many levels as the CPU is set to.
vm_cpu() { echo max; } # has la57, which the kernel then uses
serve "$systemd_tree"
VM_MONITOR='info version' VM_SECONDS=400
boot_stage_two 6.1 "nixos.timeout=60s/240s nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_console 'step=fetch'
echo 'info registers' >&8
# Bit 12 of CR4 is the CPU's word for it.
sed '/CR4=/q' <&7 >"$WORK/registers"
grep -q 'CR4=....[13579bdf]' "$WORK/registers" || fail "four levels: $(grep CR4= "$WORK/registers")"
expect_console 'load: kernel .* by store' 120
expect_target
