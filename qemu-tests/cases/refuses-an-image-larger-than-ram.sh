# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# What can never fit is refused before a byte of it is fetched, with what is needed and what is there.
copy_tree "$systemd_tree" "$WORK/tree"
rm "$WORK/tree/initrd.gz"
truncate -s 6G "$WORK/tree/initrd.gz"
# Its digest does not matter: nobody gets as far.
serve "$WORK/tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-RAM
expect_console 'the target needs [0-9]{5} MiB of RAM, this machine has [0-9]{3}$?'
! grep -E 'GET /(bzImage|initrd)' "$WORK/nginx/access.log" || fail 'the image is fetched'
