# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# An initrd of zero bytes that the sums vouch for is still none.
copy_tree "$systemd_tree" "$WORK/tree"
rm "$WORK/tree/initrd.gz"
: >"$WORK/tree/initrd.gz"
tree_seal "$WORK/tree"
serve "$WORK/tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")"
expect_refusal E-FETCH-EMPTY
