# SPDX-License-Identifier: MIT
# lib-loader.sh - the Debian host behind a boot loader of its own, as an installed machine has it: what `takeover entry`
# writes to is on its disk, and a reboot goes through it. Made without root. Sourced by cases, behind lib-grub.sh and lib-tiny.sh.
# shellcheck shell=sh disable=SC2154

# A busy machine that emulates a processor is late with its first ticks, and the kernel would take its timer for broken.
host_disk_words="$(cat build/host/cmdline) no_timer_check ${HOST_WORDS:-}"

in_host_disk() { # COMMANDS of debugfs
	printf '%s\n' "$1" | debugfs -w -f - "$WORK/host.img?offset=1048576" >"$WORK/debugfs.log" 2>&1 ||
		fail "debugfs: $(tail -n 1 "$WORK/debugfs.log")"
}

# A copy of the host's disk, and what is in its /boot.
host_disk_copy() { # sets $host_vmlinuz and $host_initrd
	cp --sparse=always build/host/disk.img "$WORK/host.img"
	names=$(debugfs -R 'ls -p /boot' "$WORK/host.img?offset=1048576" 2>/dev/null | cut -d/ -f6)
	host_vmlinuz=$(echo "$names" | grep '^vmlinuz-') host_initrd=$(echo "$names" | grep '^initrd.img-')
}

# What update-grub of Debian 12 writes for one boot of another entry, and its own 41_custom.
host_grub_cfg() {
	cat <<-'END'
		serial --unit=0 --speed=115200
		terminal_output serial
		if [ -s $prefix/grubenv ]; then
		  set have_grubenv=true
		  load_env
		fi
		if [ "${next_entry}" ] ; then
		  set default="${next_entry}"
		  set next_entry=
		  save_env next_entry
		  set boot_once=true
		else
		  set default="0"
		fi
		set timeout=0
	END
	cat <<-END
		menuentry 'Debian GNU/Linux' {
		  search --no-floppy --fs-uuid --set=root $host_uuid
		  echo 'GRUB: Debian'
		  linux /boot/$host_vmlinuz $host_disk_words
		  initrd /boot/$host_initrd
		}
	END
	/etc/grub.d/41_custom
}

# A copy of the host's disk that GRUB of either firmware starts.
host_grub_disk() { # BIOS or UEFI; sets $disks and $firmware
	grub_host_modules='linux normal echo serial terminal test part_gpt part_msdos ext2 fat search search_fs_uuid search_label loadenv configfile'
	host_uuid=$(tr ' ' '\n' <build/host/cmdline | sed -n 's/^root=UUID=//p')
	host_disk_copy
	host_grub_cfg >"$WORK/grub.cfg"
	in_host_disk "mkdir /boot/grub
write $WORK/grub.cfg /boot/grub/grub.cfg"
	disks=$(vm_disk "$WORK/host.img" system)
	case $1 in
	BIOS)
		# shellcheck disable=SC2086
		grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o "$WORK/core.img" biosdisk $grub_host_modules
		dd if=/usr/lib/grub/i386-pc/boot.img of="$WORK/host.img" bs=440 count=1 conv=notrunc status=none
		dd if="$WORK/core.img" of="$WORK/host.img" bs=512 seek=1 conv=notrunc status=none
		;;
	UEFI)
		# As grub-install leaves it: a program on the system partition that goes on with what is in /boot.
		# shellcheck disable=SC2016  # $root and $prefix are GRUB's
		printf 'search.fs_uuid %s root\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n' "$host_uuid" \
			>"$WORK/early.cfg"
		mkdir -p "$WORK/esp/EFI/BOOT"
		# shellcheck disable=SC2086
		grub-mkimage -O x86_64-efi -p /EFI/BOOT -c "$WORK/early.cfg" -o "$WORK/esp/EFI/BOOT/BOOTX64.EFI" $grub_host_modules
		efi_disk "$WORK/esp.img" "$WORK/esp"
		disks="$(vm_disk "$WORK/esp.img" esp) $disks"
		firmware=$(uefi_firmware)
		;;
	esac
}

# The same with systemd-boot, which keeps kernels on the system partition.
host_systemd_boot_disk() { # sets $disks and $firmware
	mkdir -p "$WORK/esp/EFI/BOOT" "$WORK/esp/loader/entries" "$WORK/esp/debian"
	cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi "$WORK/esp/EFI/BOOT/BOOTX64.EFI"
	cp build/host/vmlinuz build/host/initrd.img "$WORK/esp/debian/"
	printf 'timeout 0\ndefault debian.conf\n' >"$WORK/esp/loader/loader.conf"
	printf '%s\n' 'title Debian' 'linux /debian/vmlinuz' 'initrd /debian/initrd.img' "options $host_disk_words" \
		>"$WORK/esp/loader/entries/debian.conf"
	efi_disk "$WORK/esp.img" "$WORK/esp"
	host_disk_copy
	in_host_disk 'mkdir /boot/efi'
	disks="$(vm_disk "$WORK/esp.img" esp) $(vm_disk "$WORK/host.img" system)"
	firmware=$(uefi_firmware)
}

# A disk that is one EFI system partition.
efi_disk() { # IMAGE DIR
	truncate -s 200M "$1"
	printf 'label: gpt\nstart=2048, type=uefi\n' | sfdisk -q "$1"
	mformat -i "$1@@1M" -F -T $((198 * 2048)) ::
	mcopy -i "$1@@1M" -s "$2"/* ::/
}

# The host boots from its own disk and runs the script on stdin, as boot_host has it.
boot_installed_host() {
	host_media
	: "${VM_MEMORY:=1024}" "${VM_SECONDS:=900}"
	# shellcheck disable=SC2034  # vm_start's
	VM_REBOOT=1
	# shellcheck disable=SC2046,SC2086
	vm_start ${firmware:-} $disks $(vm_disk "$WORK/media.tar" media)
}

# A target that says that it ran and reboots, served.
serve_passing_target() {
	mkdir "$WORK/target"
	tiny_tree "$WORK/target" <<-'END'
		echo TARGET-RAN
		busybox sleep 2
		busybox reboot -f
	END
	serve "$WORK/target"
}

# The entry was written, the next start was the target, and the one behind it the host.
expect_one_boot_and_back() {
	expect_console 'HOST: entry ended with status 0' 400
	expect_console 'takeover: [0-9.]+ step=jump' 400
	expect_end
	expect_verdict TARGET-RAN
	expect_verdict HOST-RETURNED
}
