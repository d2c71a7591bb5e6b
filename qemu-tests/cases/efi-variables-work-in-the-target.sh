# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Under UEFI the target can read the firmware's variables, and write one.
. qemu-tests/lib-grub.sh
. qemu-tests/lib-tiny.sh
version=$(cat build/inputs/kernel-6.1/version)
tiny_tree "$WORK/tree" "file /efivarfs.ko build/inputs/kernel-6.1/lib/modules/$version/kernel/fs/efivarfs/efivarfs.ko 0644 0 0" <<'EOF'
busybox insmod /efivarfs.ko
busybox mount -t efivarfs efivarfs /sys/firmware/efi/efivars
cd /sys/firmware/efi/efivars
echo "VARIABLES $(busybox ls | busybox wc -l)"
[ -s BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c ] && echo HAS-BOOT-ORDER
name=TakeoverTest-f6a9d5b4-3f5c-4f0e-9a37-5a3a3f9d2c11
printf '\007\000\000\000written' >$name
[ "$(busybox tail -c 7 $name)" = written ] && echo WRITES
echo TINY-OK
EOF
serve "$WORK/tree"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/initrd"
VM_MACHINE=q35 VM_MEMORY=1024 VM_SECONDS=400
# shellcheck disable=SC2046
vm_start $(uefi_firmware) -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-append "$stage_two_words nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")"
expect_console 'load: kernel .* by store'
expect_end
expect_verdict '^VARIABLES [1-9][0-9]'
expect_verdict '^HAS-BOOT-ORDER'
expect_verdict '^WRITES'
expect_verdict '^TINY-OK'
rm -rf "$WORK/tree"
