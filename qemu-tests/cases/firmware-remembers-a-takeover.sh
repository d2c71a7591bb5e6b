# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# With nixos.remember=efi the firmware keeps that the machine left for the target; a takeover that fails later finds it
# there, says what may help, and leaves its own reason. Without the word nothing is written.
. qemu-tests/lib-grub.sh
. qemu-tests/lib-tiny.sh
version=$(cat build/inputs/kernel-6.1/version)
modules=build/inputs/kernel-6.1/lib/modules/$version
tiny_tree "$WORK/tree" "file /efivarfs.ko $modules/kernel/fs/efivarfs/efivarfs.ko 0644 0 0" <<'EOF'
busybox insmod /efivarfs.ko
busybox mount -t efivarfs efivarfs /sys/firmware/efi/efivars
echo "REMEMBERS $(busybox tail -c +5 /sys/firmware/efi/efivars/NixosTakeover-*)"
echo TINY-OK
EOF
serve "$WORK/tree"
"$OUT/mkinitrd" modules -o "$WORK/modules.cpio" --kernel-modules "$modules" --class net,virtio --name efivarfs
cat "$OUT/base.cpio" "$WORK/modules.cpio" >"$WORK/initrd"
VM_MACHINE=q35 VM_MEMORY=1024 VM_SECONDS=400
firmware=$(uefi_firmware)
start() { # WORD...
	# shellcheck disable=SC2086
	vm_start $firmware -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words $*"
}
pin=$(tree_pin "$WORK/tree")

start "nixos.url=$url nixos.sha256=$pin"
expect_end
expect_verdict '^REMEMBERS [^0-9]*$'
refute_console 'remember:'
start "nixos.url=$url nixos.sha256=$pin nixos.remember=efi"
expect_console 'remember: the firmware keeps: 20.* UTC: left for the target of http://'
expect_end
expect_verdict "^REMEMBERS .*left for the target of $url"
start "nixos.url=$url/nothing-here nixos.sha256=$pin nixos.remember=efi"
expect_console 'remember: an earlier takeover: .*left for the target of .*nomodeset'
expect_console 'remember: the firmware keeps: .*failed in step fetch: E-FETCH-HTTP '
expect_console 'rescue: rebooting' 60
expect_end
rm -rf "$WORK/tree"
