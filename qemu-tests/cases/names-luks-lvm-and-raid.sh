# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Disks that cryptsetup, pvcreate and mdadm have made, in another Linux, are named in the rescue as what they are, none
# is taken for the host's root, and none changes.
. qemu-tests/lib-tiny.sh
VM_SECONDS=200
PATH=$PATH:/usr/sbin:/sbin
echo secret >"$WORK/key"
for name in luks1 luks2 pv md0 md1; do truncate -s 48M "$WORK/$name.img"; done
for type in luks1 luks2; do
	cryptsetup luksFormat -q --type $type --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "$WORK/key" "$WORK/$type.img"
done

disks() { # NAME...
	for name; do
		printf ' -drive file=%s,format=raw,if=none,id=%s -device virtio-blk-pci,drive=%s' "$WORK/$name.img" "$name" "$name"
	done
}
# Volume groups and arrays want devices, and arrays a kernel: a machine that makes them.
mdadm=$(command -v mdadm) lvm=$(command -v lvm)
programs="$mdadm $lvm"
libraries=$(ldd "$mdadm" "$lvm" | sed -n 's/.* => \(.*\) (.*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u)
set -- 'dir /run 0755 0 0' 'dir /etc 0755 0 0'
for folder in $(for file in $programs $libraries; do
	while file=${file%/*} && [ "$file" ]; do echo "$file"; done
done | sort -u); do
	[ "$folder" = /bin ] || set -- "$@" "dir $folder 0755 0 0"
done
for file in $programs $libraries; do set -- "$@" "file $file $(readlink -f "$file") 0755 0 0"; done
set -- "$@" "file /bin/modprobe $OUT/init 0755 0 0"
tiny_tree "$WORK/tree" "$@" <<END
/bin/modprobe virtio_pci virtio_blk raid1
tries=60
until [ -b /dev/vdc ] || [ \$tries = 0 ]; do busybox sleep 1; tries=\$((tries - 1)); done
made=0
$mdadm --create /dev/md0 --run --metadata=1.2 --name=vault --homehost=host --level=1 --raid-devices=2 /dev/vdb /dev/vdc || made=1
$mdadm --stop /dev/md0 || made=2
$lvm pvcreate --yes /dev/vda || made=3
$lvm vgcreate volumes /dev/vda || made=4
busybox sync
echo MADE-\$made
END
"$OUT/mkinitrd" modules -o "$WORK/modules" --class virtio --name raid1 \
	--kernel-modules "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)"
cat "$WORK/tree/initrd" "$WORK/modules" >"$WORK/initrd"
# shellcheck disable=SC2046
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" $(disks pv md0 md1) \
	-append 'console=ttyS0 init=/init no_timer_check loglevel=4 panic=5'
expect_end
expect_verdict '^MADE-0'
before=$(cat "$WORK"/*.img | sha256sum)

boot_disks=$(disks luks1 luks2 pv md0 md1)
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/initrd"
# shellcheck disable=SC2086
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" $boot_disks \
	-append "$stage_two_words nixos.url=http://10.0.2.2:1 nixos.sha256=$(echo x | sha256sum | cut -d" " -f1) nixos.rescue=1 nixos.rescue-timeout=60"
expect_console 'Enter for the menu' 200
sleep 2
vm_type '\r'
expect_console 'takeover rescue>' 100
vm_type '10\r'
expect_console 'nothing looks like the root of a Linux system' 100
named() { # DISK REGEX
	expect_console "/dev/$1 .*$2" 10
}
uuid() { cryptsetup luksUUID "$WORK/$1.img"; }
named vda "crypto_LUKS.*UUID=$(uuid luks1).*LUKS: encrypted"
named vdb "crypto_LUKS.*UUID=$(uuid luks2).*LUKS: encrypted"
named vdc 'LVM2_member.*LVM: a part of a volume group'
named vdd 'linux_raid_member.*LABEL=host:vault.*RAID: a part of an array'
named vde 'linux_raid_member.*LABEL=host:vault.*RAID: a part of an array'
vm_type '12\r'
expect_console 'rescue: rebooting' 60
expect_end
[ "$(cat "$WORK"/*.img | sha256sum)" = "$before" ] || fail 'a disk changed'
rm -rf "$WORK/tree"
