# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The sums name a kernel that the server does not have.
copy_tree "$systemd_tree" "$WORK/tree"
rm "$WORK/tree/bzImage"
serve "$WORK/tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-FETCH-HTTP
expect_console 'bzImage.*404'
