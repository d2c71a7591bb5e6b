# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154,SC2016
# The report goes to a stick, and the host's root is written to, once that was said in so many words: both arrive there,
# what comes and goes meanwhile protects neither again, and no other disk changes.  The power button ends it.
VM_SECONDS=500 VM_MONITOR='info status'
mkdir -p "$WORK/root/etc" "$WORK/root/bin" "$WORK/root/proc" "$WORK/root/sys" "$WORK/root/dev" "$WORK/root/run"
echo 'PRETTY_NAME="Testix 7"' >"$WORK/root/etc/os-release"
cp "$(command -v busybox)" "$WORK/root/bin/sh"
mkfs.ext4 -q -d "$WORK/root" "$WORK/host.img" 48M
mkfs.ext4 -q "$WORK/other.img" 16M
truncate -s 16M "$WORK/stick.img"
mkfs.vfat "$WORK/stick.img" >/dev/null
before=$(sha256sum <"$WORK/other.img")

version=$(cat build/inputs/kernel-6.1/version)
"$OUT/mkinitrd" modules -o "$WORK/modules.cpio" --kernel-modules "build/inputs/kernel-6.1/lib/modules/$version" \
	--class net,virtio,fs=ext4,fs=vfat --name virtio_scsi --name sd_mod --name button --name evdev
cat "$OUT/base.cpio" "$WORK/modules.cpio" >"$WORK/initrd"
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-drive "file=$WORK/host.img,format=raw,if=none,id=host" -device virtio-blk-pci,drive=host \
	-drive "file=$WORK/other.img,format=raw,if=none,id=other" -device virtio-blk-pci,drive=other \
	-drive "file=$WORK/stick.img,format=raw,if=none,id=stick" -device virtio-scsi-pci \
	-device scsi-hd,drive=stick,removable=on \
	-append "$stage_two_words nixos.url=http://10.0.2.2:1 nixos.sha256=$(echo x | sha256sum | cut -d' ' -f1) nixos.rescue-timeout=60"
expect_console 'FAILED in step fetch   E-FETCH-CONNECT' 300
expect_console 'Enter for the menu' 30
sleep 2
asks() { # REGEX ANSWER
	expect_console "$1" 90
	sleep 1
	vm_type "$2\\r"
}
vm_type '\r'
asks 'takeover rescue>' 11
asks "Type 'write to my disk'" 'write to my disk'
expect_console 'vda is mounted read-write on /run/host/vda' 60
asks 'mounted read-write' 9
asks 'USB stick' /dev/sda
expect_console 'takeover-report.txt is on /dev/sda' 90
asks 'takeover-report.txt is on' 7
asks 'takeover rescue #' 'takeover rescue-chroot "echo was-here >/etc/motd; echo wrote-\\$?"'
expect_console '^wrote-0' 90
for disk in sda vdb; do
	vm_type "dd if=/dev/zero of=/dev/$disk bs=512 count=1; echo dd-$disk-\$?\\r"
	expect_console "^dd-$disk-1" 60
done
echo system_powerdown >&8
expect_console 'takeover: [0-9.]+ rescue: powering off' 60
expect_end
[ "$(debugfs -R 'cat /etc/motd' "$WORK/host.img" 2>/dev/null)" = was-here ] || fail 'what was written did not arrive'
mtype -i "$WORK/stick.img" ::/takeover-report.txt >"$WORK/report"
grep -q 'FAILED in step fetch   E-FETCH-CONNECT' "$WORK/report" || fail 'the report does not say why'
[ "$(sha256sum <"$WORK/other.img")" = "$before" ] || fail 'a disk changed that nobody named'
