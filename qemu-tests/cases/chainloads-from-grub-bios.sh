# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A GRUB menu entry on a BIOS machine's disk is a way in.
. qemu-tests/lib-grub.sh
serve "$systemd_tree"
grub_bios_disk "$WORK/disk.img" "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
# shellcheck disable=SC2046
vm_start $(vm_disk "$WORK/disk.img" disk)
expect_console 'GRUB: NixOS takeover'
expect_target
