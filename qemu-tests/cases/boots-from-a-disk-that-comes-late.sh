# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Without any network: a disk is plugged in after stage two has begun. Of its three file systems one has a damaged image
# and one has none; the third one's journal was never replayed. The image comes up, and not a sector has changed.
. qemu-tests/lib-disk.sh
. qemu-tests/lib-tiny.sh
mkdir -p "$WORK/vfat" "$WORK/xfs/empty" "$WORK/ext4"
tiny_tree "$WORK/tree" <<'END'
echo FIXTURE-OK
END
cp -r "$WORK/tree" "$WORK/vfat/tree"
mv "$WORK/tree" "$WORK/ext4/a tree"
echo x >>"$WORK/vfat/tree/initrd"
echo x >"$WORK/xfs/empty/file"
pin=$(tree_pin "$WORK/ext4/a tree")
disk_make "$WORK/disk.img" "$WORK/vfat" "$WORK/xfs" "$WORK/ext4"
disk_initrd "$WORK/initrd"
before=$(sha256sum <"$WORK/disk.img")

VM_NET=none VM_MONITOR='info version'
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-drive "file=$WORK/disk.img,format=raw,if=none,id=late" \
	-append "$stage_two_words nixos.timeout=3m/5m nixos.sha256=$pin nixos.url=PARTLABEL=EFI%20System:/tree/ nixos.url=UUID=$xfs_uuid:/tree/ nixos.url=LABEL=nixos%20image:/a%20tree/"
expect_console 'fetch: PARTLABEL=EFI System is not there yet'
echo 'device_add virtio-blk-pci,drive=late' >&8
expect_console "vda1 has vfat; mounted with 'ro,nodev,nosuid,noexec'"
expect_console 'E-VERIFY-DIGEST fetch: PARTLABEL=EFI%20System:/tree/initrd'
expect_console 'E-DISK-FILE fetch: UUID=.*: No such file'
expect_console "vda3 has ext4; mounted with 'ro,noload,nodev,nosuid,noexec'"
expect_target
[ "$(sha256sum <"$WORK/disk.img")" = "$before" ] || fail 'a sector changed'
