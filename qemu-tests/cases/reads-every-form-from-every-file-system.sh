# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kexec tree, a netboot.ipxe and a tarball, each on ext4, vfat and xfs, found in each way that a disk can be named: what
# the loader makes of them, said by a program with the loader's parts in the place of PID 1.
. qemu-tests/lib-disk.sh
VM_MEMORY=512 VM_SECONDS=200
probe=build/test/acquire_probe
make -s $probe

mkdir -p "$WORK/x/tree" "$WORK/x/netboot"
head -c 300000 /dev/urandom >"$WORK/x/tree/bzImage"
head -c 1000001 /dev/urandom >"$WORK/x/tree/initrd.gz"
line='init=/nix/store/abc-nixos/init loglevel=4'
# shellcheck disable=SC2016  # the script's own
printf 'kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd.gz --command-line "%s"\n' "$line" >"$WORK/x/tree/kexec-boot"
tree_seal "$WORK/x/tree"
cp "$WORK/x/tree/bzImage" "$WORK/x/tree/initrd.gz" "$WORK/x/netboot"
printf '#!ipxe\nkernel bzImage %s initrd=initrd.gz\ninitrd /netboot/initrd.gz\nboot\n' "$line" >"$WORK/x/netboot/netboot.ipxe"
tree_seal "$WORK/x/netboot"
tar -C "$WORK/x/tree" -czf "$WORK/x/image.tar.gz" .
tar_pin=$(sha256sum <"$WORK/x/image.tar.gz" | cut -d' ' -f1)
disk_make "$WORK/disk.img" "$WORK/x" "$WORK/x" "$WORK/x"
before=$(sha256sum <"$WORK/disk.img")

cat >"$WORK/init" <<END
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /run/takeover
/sbin/modprobe virtio_pci
/sbin/modprobe virtio_blk
for disk in LABEL=NIXBOOT PARTLABEL=EFI%20System UUID=$xfs_uuid LABEL=nixos-xfs \\
	PARTUUID=$ext4_partuuid LABEL=nixos%20image /dev/vda3; do
	for form in tree:$(tree_pin "$WORK/x/tree") netboot/netboot.ipxe:$(tree_pin "$WORK/x/netboot") image.tar.gz:$tar_pin; do
		/probe "nixos.url=\$disk:/\${form%:*} nixos.sha256=\${form#*:}" >/log
		cat /log
		echo "\$disk \${form%:*} \$(grep -E '^(KERNEL|INITRD|CMDLINE|FAILED) ' /log)" | tr '\\n' ' ' >/dev/ttyS1
		echo >/dev/ttyS1
	done
done
/probe "nixos.url=LABEL=nobody:/x nixos.sha256=$tar_pin" >/dev/ttyS1
echo END >/dev/ttyS1
poweroff -f
END
printf 'file /probe %s 0755 0 0\nfile /look %s 0755 0 0\n' "$probe" "$WORK/init" >"$WORK/spec"
disk_initrd "$WORK/initrd"
"$OUT/mkinitrd" build -o "$WORK/probe.cpio" "$WORK/spec"
cat "$WORK/probe.cpio" >>"$WORK/initrd"

VM_NET=none
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append 'console=ttyS0 panic=5 rdinit=/look' \
	-drive "file=$WORK/disk.img,format=raw,if=none,id=disk" -device virtio-blk-pci,drive=disk
expect_end
want="KERNEL $(sha256sum <"$WORK/x/tree/bzImage" | cut -d' ' -f1) INITRD $(sha256sum <"$WORK/x/tree/initrd.gz" | cut -d' ' -f1) CMDLINE $line"
[ "$(grep -acF "$want" "$WORK/verdict")" = 21 ] || fail "not all 21 came whole: $(grep -aF -m 1 FAILED "$WORK/verdict")"
expect_verdict 'FAILED E-DISK-NONE'
expect_verdict '^END'
[ "$(sha256sum <"$WORK/disk.img")" = "$before" ] || fail 'a sector changed'
