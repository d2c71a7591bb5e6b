#!/bin/sh
# SPDX-License-Identifier: MIT
# The running kernel and its modules are found where each distribution keeps them, compressed or not; another kernel is not
# taken for it, and modules of another one are refused.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
out=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}")
running=$(uname -r)
trap 'umount -R "$dir"/*/proc; rm -rf --one-file-system "$dir"' EXIT
stub=/usr/lib/systemd/boot/efi/linuxx64.efi.stub

not() {
	! "$@"
}

# Folders of a root of its own, with one device, whose driver is the module below.
root_of() { # NAME FOLDER...
	root=$dir/$1
	shift
	mkdir -p "$root/proc" "$root/run" "$root/out" "$root/sys/devices/one"
	echo 'acpi:TAKEOVER:' >"$root/sys/devices/one/modalias"
	for folder in "$@"; do mkdir -p "$root/$folder"; done
	mount -t proc proc "$root/proc"
	[ ! -e "$root/proc/modules" ] || mount --bind /dev/null "$root/proc/modules"
	cp "$out/takeover" "$root/takeover"
}

modules_in() { # FOLDER RELEASE [COMPRESSOR SUFFIX]
	fake_modules "$root/$1" "$2"
	echo CONFIG_RD_ZSTD=y >"$root/$1/$2/config"
	[ $# = 2 ] || { "$3" -c "$root/$1/$2/kernel/one.ko" >"$root/$1/$2/kernel/one.ko.$4" && rm "$root/$1/$2/kernel/one.ko"; }
}

run() { # STATUS WORD...
	want=$1 status=0
	shift
	chroot "$root" /takeover "$@" >"$dir/out" 2>&1 || status=$?
	must "status $want of: $*" test $status = "$want"
}

entry() { # STATUS WORD...
	want_entry=$1
	shift
	run "$want_entry" entry --loader ipxe --output /out --no-preflight --url http://192.0.2.1/t --sha256 "$pin" "$@"
}

found() { # PATH
	entry 0
	must "in $1" says "[ok] kernel: $1"
	must 'it is the running one' not says 'not the running one'
	must 'its bytes are taken' cmp "$kernel" "$root/out/nixos-takeover/vmlinuz"
	must 'with the module for the device' \
		test "$("$out/mkinitrd" list "$root/out/nixos-takeover/initrd" | grep -c "modules/$running/.*/one\.ko")" = 1
}

pin=$(echo sums | sha256sum)
pin=${pin%% *}
kernel=$dir/kernel other=$dir/other
fake_kernel "$kernel" "$running"
fake_kernel "$other" 99.1.0-other

root_of debian boot
cp "$kernel" "$root/boot/vmlinuz-$running"
cp "$other" "$root/boot/vmlinuz-99.1.0-other"
modules_in lib/modules "$running"
modules_in lib/modules 99.1.0-other
found "/boot/vmlinuz-$running"
entry 1 --modules /lib/modules/99.1.0-other
must 'modules of another kernel are refused' \
	says "E-HOST-MODULES modules: /lib/modules/99.1.0-other is of kernel 99.1.0-other, but /boot/vmlinuz-$running is $running"
entry 1 --kernel /boot/vmlinuz-99.1.0-other --modules "/lib/modules/$running"
must 'those of the running one, too' says "is of kernel $running, but /boot/vmlinuz-99.1.0-other is 99.1.0-other"
entry 0 --kernel /boot/vmlinuz-99.1.0-other
must 'asked for, the other is taken with its own' says '/boot/vmlinuz-99.1.0-other, not the running one: 99.1.0-other'
rm "$root/boot/vmlinuz-$running"
run 1 check
must 'when the running one is gone, the one to reboot into is named' \
	says "E-HOST-KERNEL kernel: no image of the running $running, but /boot/vmlinuz-99.1.0-other has its modules here"
rm -r "$root/lib/modules/99.1.0-other"
run 1 check
must 'but not one that has no modules' says "no image of the running $running in /boot, its modules' folder or the EFI partition"

root_of arch boot
cp "$kernel" "$root/boot/vmlinuz-linux"
cp "$other" "$root/boot/vmlinuz-linux-lts"
modules_in usr/lib/modules "$running" zstd zst
found /boot/vmlinuz-linux

root_of opensuse boot
modules_in usr/lib/modules "$running" zstd zst
cp "$kernel" "$root/usr/lib/modules/$running/vmlinuz"
ln -s "../usr/lib/modules/$running/vmlinuz" "$root/boot/vmlinuz-$running"
found "/boot/vmlinuz-$running"
rm -r "${root:?}/boot"
found "/usr/lib/modules/$running/vmlinuz"

id=6b1d5f0a2c3e4d5f8a9b0c1d2e3f4a5b
root_of fedora boot/loader/entries "boot/$id/$running"
cp "$kernel" "$root/boot/$id/$running/linux"
modules_in lib/modules "$running" xz xz
# shellcheck disable=SC2016  # GRUB's
printf '%s\n' 'title Fedora Linux' "version $running" "linux /$id/$running/linux" 'options $kernelopts' \
	>"$root/boot/loader/entries/$id-$running.conf"
found "/boot/$id/$running/linux"

root_of nixos run/booted-system nix/store/k-linux nix/store/m-modules/lib run/current-system/firmware \
	sys/module/firmware_class/parameters
cp "$kernel" "$root/nix/store/k-linux/bzImage"
ln -s /nix/store/k-linux/bzImage "$root/run/booted-system/kernel"
ln -s /nix/store/m-modules "$root/run/booted-system/kernel-modules"
modules_in nix/store/m-modules/lib/modules "$running" xz xz
echo /run/current-system/firmware >"$root/sys/module/firmware_class/parameters/path"
found /run/booted-system/kernel

unified() { # FILE
	objcopy --add-section .linux="$kernel" --change-section-vma .linux=0x2000000 "$stub" "$1"
}
root_of unified efi/EFI/Linux
unified "$root/efi/EFI/Linux/arch-linux.efi"
modules_in usr/lib/modules "$running" gzip gz
found /efi/EFI/Linux/arch-linux.efi
mv "$root/efi/EFI/Linux/arch-linux.efi" "$root/usr/lib/modules/$running/vmlinuz-virt.efi"
found "/usr/lib/modules/$running/vmlinuz-virt.efi"
truncate -s 60000 "$root/usr/lib/modules/$running/vmlinuz-virt.efi"
entry 1 --kernel "/usr/lib/modules/$running/vmlinuz-virt.efi"
must 'one that was cut off is none' says 'is no 64-bit bzImage, nor a unified image with one'

root_of bare
run 1 check
must 'no /boot at all is said' says "E-HOST-KERNEL kernel: no image of the running $running"
run 1 check --kernel /nowhere
must 'so is a file that is not there' says 'E-HOST-KERNEL kernel: /nowhere: No such file or directory'
cp "$kernel" "$root/mine"
mkdir -p "$root/lib/modules/$running"
: >"$root/lib/modules/$running/modules.builtin"
entry 0 --kernel /mine
must 'a kernel that has all built in needs none' says '[ok] modules: 0 of none'
modules_in elsewhere "$running"
entry 0 --kernel /mine --modules "/elsewhere/$running"
must 'what was given is taken' says '[ok] kernel: /mine'
