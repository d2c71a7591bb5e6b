# SPDX-License-Identifier: MIT
# lib-grub.sh - disks that start stage two through a real GRUB, made without root: its own boot sector and core image for
# BIOS, its EFI program on a system partition for UEFI. Sourced by the cases that chainload.
# shellcheck shell=sh disable=SC2154

grub_modules='linux normal echo serial terminal test part_gpt part_msdos'

# The menu entry that a person would add to grub.cfg. GRUB puts the archives one behind the other itself.
grub_config() { # KERNEL-LINE-WORD...
	cat <<-END
		serial --unit=0 --speed=115200
		terminal_output serial
		set timeout=0
		menuentry 'NixOS takeover' {
			echo 'GRUB: NixOS takeover'
			linux /takeover/vmlinuz $stage_two_words $*
			initrd /takeover/base.cpio /takeover/kernel.cpio
		}
	END
}

grub_files() { # DIR KERNEL-LINE-WORD...: /takeover and /boot/grub/grub.cfg
	dir=$1
	shift
	mkdir -p "$dir/takeover" "$dir/boot/grub"
	cp build/inputs/kernel-6.1/vmlinuz "$OUT/base.cpio" "$dir/takeover/"
	cp build/qemu-tests/kernel-6.1.cpio "$dir/takeover/kernel.cpio"
	grub_config "$@" >"$dir/boot/grub/grub.cfg"
}

grub_bios_disk() { # IMAGE KERNEL-LINE-WORD...
	image=$1
	shift
	grub_files "$WORK/media" "$@"
	# shellcheck disable=SC2086
	grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o "$WORK/core.img" biosdisk ext2 $grub_modules
	truncate -s 100M "$image"
	printf 'label: dos\nstart=2048, type=83, bootable\n' | sfdisk -q "$image"
	mke2fs -q -t ext2 -d "$WORK/media" -E offset=1048576 "$image" 99M
	# The boot sector without its partition table; it loads the core image from the sector behind it.
	dd if=/usr/lib/grub/i386-pc/boot.img of="$image" bs=440 count=1 conv=notrunc status=none
	dd if="$WORK/core.img" of="$image" bs=512 seek=1 conv=notrunc status=none
}

grub_uefi_disk() { # IMAGE KERNEL-LINE-WORD...
	image=$1
	shift
	grub_files "$WORK/media" "$@"
	# shellcheck disable=SC2016  # $root is GRUB's
	echo 'search --set=root --file /takeover/vmlinuz
		configfile ($root)/boot/grub/grub.cfg' >"$WORK/standalone.cfg"
	mkdir -p "$WORK/media/EFI/BOOT"
	grub-mkstandalone -O x86_64-efi -o "$WORK/media/EFI/BOOT/BOOTX64.EFI" --locales= --themes= --fonts= \
		--modules='part_gpt fat search configfile' \
		--install-modules="$grub_modules fat search configfile" "boot/grub/grub.cfg=$WORK/standalone.cfg"
	truncate -s 100M "$image"
	printf 'label: gpt\nstart=2048, type=uefi\n' | sfdisk -q "$image"
	mformat -i "$image@@1M" -F -T $((98 * 2048)) ::
	mcopy -i "$image@@1M" -s "$WORK"/media/* ::/
}

# OVMF keeps its variables in a flash of its own, which it writes.
uefi_firmware() {
	cp /usr/share/OVMF/OVMF_VARS_4M.fd "$WORK/vars.img"
	echo "-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd" \
		"-drive if=pflash,format=raw,file=$WORK/vars.img"
}
