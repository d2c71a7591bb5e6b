# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154,SC2016
# A host's disk with a journal that was never replayed, and a LUKS one: through a whole failed takeover, in whose rescue
# they are listed, mounted, entered and asked to be written to, not a sector of them changes.
VM_SECONDS=400
mkdir -p "$WORK/root/etc" "$WORK/root/bin" "$WORK/root/proc" "$WORK/root/sys" "$WORK/root/dev" "$WORK/root/run"
echo 'PRETTY_NAME="Testix 7"' >"$WORK/root/etc/os-release"
cp "$(command -v busybox)" "$WORK/root/bin/sh"
mkfs.ext4 -q -b 4096 -L hostroot -d "$WORK/root" "$WORK/disk.img" 48M
# A transaction in the journal that the file system itself does not have yet.
head -c 4096 /dev/urandom >"$WORK/block"
printf 'jo\njw -b 9000 %s\njc\n' "$WORK/block" | debugfs -w -f - "$WORK/disk.img" >/dev/null 2>&1
dumpe2fs -h "$WORK/disk.img" 2>/dev/null | grep -q needs_recovery || fail 'the journal is not dirty'
truncate -s 32M "$WORK/luks.img"
echo secret >"$WORK/key"
cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "$WORK/key" "$WORK/luks.img"
before=$(cat "$WORK/disk.img" "$WORK/luks.img" | sha256sum)

cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/initrd"
disks=
for name in disk luks; do
	disks="$disks -drive file=$WORK/$name.img,format=raw,if=none,id=$name -device virtio-blk-pci,drive=$name"
done
# shellcheck disable=SC2086
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" $disks \
	-append "$stage_two_words nixos.url=http://10.0.2.2:1 nixos.sha256=$(echo x | sha256sum | cut -d' ' -f1) nixos.rescue-timeout=60"
expect_console 'block devices are protected against writing' 100
expect_console 'FAILED in step fetch   E-FETCH-CONNECT' 200
expect_console 'Enter for the menu' 30
sleep 2
vm_type '\r'
expect_console '\[--\] source answers .*Connection refused' 60
expect_console 'takeover rescue>' 60
vm_type '10\r'
expect_console '/dev/vd.* ext4 .*LABEL=hostroot' 60
expect_console 'crypto_LUKS.*LUKS: encrypted' 60
expect_console "looks like the root of Testix 7; mounted with 'ro,noload' on /run/host/vd" 60
vm_type '11\r'
expect_console "Type 'write to my disk'" 60
vm_type 'yes\r'
expect_console 'Nothing was changed' 60
vm_type '7\r'
expect_console 'takeover rescue #' 60
vm_type 'takeover rescue-chroot "cat /etc/os-release; echo in-the-\$((6 * 7))"\r'
expect_console 'in-the-42' 60
vm_type 'dd if=/dev/zero of=/dev/vda bs=512 count=1; echo dd-$?\r'
expect_console 'dd-1' 60
vm_type 'exit\r'
sleep 2
vm_type '12\r'
expect_console 'rescue: rebooting' 60
expect_end
[ "$(cat "$WORK/disk.img" "$WORK/luks.img" | sha256sum)" = "$before" ] || fail 'a sector changed'
