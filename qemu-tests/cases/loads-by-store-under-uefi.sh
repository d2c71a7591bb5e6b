# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Loaded with a zero page of our own, the target still has ACPI and EFI's variables.
. qemu-tests/lib-grub.sh
serve "$systemd_tree"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.12.cpio >"$WORK/initrd"
VM_MACHINE=q35 VM_MEMORY=1024 VM_SECONDS=400
# shellcheck disable=SC2046
vm_start $(uefi_firmware) -kernel build/inputs/kernel-6.12/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words \
	nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") nixos.append=loglevel=7"
expect_console 'load: kernel .* by store'
expect_target
sed '1,/step=jump/d' "$WORK/console" >"$WORK/target"
for line in 'efi: EFI v' 'ACPI: RSDP 0x' 'secureboot: Secure boot disabled' 'Registered efivars operations'; do
	grep -aq "$line" "$WORK/target" || fail "the target does not say: $line"
done
