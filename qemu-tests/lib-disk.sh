# SPDX-License-Identifier: MIT
# lib-disk.sh - a disk with what a nixos.url= may name on its partitions: vfat "EFI System", xfs, and ext4 with a journal
# that was never replayed. Sourced by cases.
# shellcheck shell=sh disable=SC2154

xfs_uuid=0f3c1a52-7d2e-4b6f-9a40-5c1de8b7a001 ext4_partuuid=0a0b0c0d-1111-4222-8333-444455556666

# A folder of files and folders of files, as mkfs.xfs wants it told.
xfs_proto() { # DIR
	for file in "$1"/*; do
		if [ -d "$file" ]; then
			echo "${file##*/} d--755 0 0"
			xfs_proto "$file"
			echo '$'
		else
			echo "${file##*/} ---644 0 0 $file"
		fi
	done
}

# Makes IMAGE of three folders.
disk_make() { # IMAGE VFAT-DIR XFS-DIR EXT4-DIR
	mkfs.vfat -C -n NIXBOOT "$1.vfat" 65536 >/dev/null
	mcopy -s -i "$1.vfat" "$2"/* ::
	truncate -s 300M "$1.xfs" # the least that it wants
	{
		printf '/none\n0 0\nd--755 0 0\n'
		xfs_proto "$3"
		echo '$'
	} >"$1.proto"
	mkfs.xfs -q -m "uuid=$xfs_uuid" -L nixos-xfs -p "$1.proto" "$1.xfs"
	mkfs.ext4 -q -b 4096 -L 'nixos image' -d "$4" "$1.ext4" 96M
	head -c 4096 /dev/urandom >"$1.block"
	printf 'jo\njw -b 20000 %s\njc\n' "$1.block" | debugfs -w -f - "$1.ext4" >/dev/null 2>&1
	dumpe2fs -h "$1.ext4" 2>/dev/null | grep -q needs_recovery || fail 'the journal is not dirty'
	truncate -s 470M "$1"
	sfdisk -q "$1" <<-END
		label: gpt
		start=2048, size=131072, name="EFI System"
		start=133120, size=614400
		start=747520, size=196608, uuid=$ext4_partuuid
	END
	dd if="$1.vfat" of="$1" bs=1M seek=1 conv=notrunc,sparse status=none
	dd if="$1.xfs" of="$1" bs=1M seek=65 conv=notrunc,sparse status=none
	dd if="$1.ext4" of="$1" bs=1M seek=365 conv=notrunc,sparse status=none
	rm "$1.vfat" "$1.xfs" "$1.ext4" "$1.proto" "$1.block"
}

# The kernel archive with the file systems, too.
disk_initrd() { # OUTPUT
	"$OUT/mkinitrd" modules -o "$WORK/kernel.cpio" --class net,virtio,fs=ext4+vfat+xfs \
		--kernel-modules "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)"
	cat "$OUT/base.cpio" "$WORK/kernel.cpio" >"$1"
	rm "$WORK/kernel.cpio"
}
