# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The server's initrd lost its end, its sums and the pin are right: the kernel would have booted it.
copy_tree "$systemd_tree" "$WORK/tree"
initrd=$(readlink -f "$systemd_tree/initrd.gz")
rm "$WORK/tree/initrd.gz"
head -c -4096 "$initrd" >"$WORK/tree/initrd.gz"
serve "$WORK/tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-VERIFY-DIGEST
