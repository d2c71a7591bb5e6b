# SPDX-License-Identifier: MIT
# lib-syslinux.sh - the Debian host behind the real SYSLINUX, by BIOS, and somebody at its prompt. Sourced by cases, behind
# lib-loader.sh.
# shellcheck shell=sh disable=SC2034,SC2154

# SYSLINUX on a FAT partition that is the host's /boot: its installer for ext4 wants that mounted, and so root.
host_syslinux_disk() { # sets $disks
	host_disk_copy
	mkdir -p "$WORK/boot/extlinux"
	cp build/host/vmlinuz "$WORK/boot/$host_vmlinuz"
	cp build/host/initrd.img "$WORK/boot/$host_initrd"
	printf '%s\n' 'PROMPT 1' 'DEFAULT debian' 'LABEL debian' "  LINUX ../$host_vmlinuz" \
		"  INITRD ../$host_initrd" "  APPEND $host_disk_words" >"$WORK/boot/extlinux/extlinux.conf"
	truncate -s 100M "$WORK/boot.img"
	printf 'label: dos\nstart=2048, type=c, bootable\n' | sfdisk -q "$WORK/boot.img"
	mformat -i "$WORK/boot.img@@1M" -F -H 2048 -T $((99 * 2048)) ::
	mcopy -i "$WORK/boot.img@@1M" -s "$WORK"/boot/* ::/
	syslinux --install --directory /extlinux --offset 1048576 "$WORK/boot.img"
	dd if=/usr/lib/syslinux/mbr/mbr.bin of="$WORK/boot.img" bs=440 conv=notrunc status=none
	disks="$(vm_disk "$WORK/boot.img" boot) $(vm_disk "$WORK/host.img" system)"
}

# Whoever sits before it answers the prompt of SYSLINUX' start number N.
choose_in_syslinux() { # N LABEL
	ends=$(($(date +%s) + 400))
	until [ "$(grep -ac '^boot:' "$WORK/console")" -ge "$1" ]; do
		vm_running || fail "the machine ended before its start $1"
		[ "$(date +%s)" -lt "$ends" ] || fail "start $1 has no prompt of SYSLINUX"
		sleep 0.3
	done
	vm_type "$2\n"
}
