# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A GRUB menu entry on a UEFI machine's disk is a way in.
. qemu-tests/lib-grub.sh
serve "$systemd_tree"
grub_uefi_disk "$WORK/disk.img" "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
VM_MACHINE=q35 VM_MEMORY=1024 VM_SECONDS=400
# shellcheck disable=SC2046
vm_start $(uefi_firmware) $(vm_disk "$WORK/disk.img" disk)
expect_console 'GRUB: NixOS takeover'
expect_target
