# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A boot script that names no kernel arguments: the target would not find its init.
copy_tree "$systemd_tree" "$WORK/tree"
rm "$WORK/tree/kexec-boot"
printf '#!/bin/sh\nexit 0\n' >"$WORK/tree/kexec-boot"
tree_seal "$WORK/tree"
serve "$WORK/tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")"
expect_refusal E-SOURCE-CMDLINE
