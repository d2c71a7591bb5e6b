# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Two runs of the builder, in other folders, times, locales and with other file modes, make the same bytes.
build() { # DIR UMASK ZONE
	mkdir -p "$WORK/$1/modules"
	cp -R "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)" "$WORK/$1/modules/"
	(
		umask "$2"
		program=$(readlink -f "$OUT/mkinitrd")
		cd "$WORK/$1" || exit
		TZ=$3 LC_ALL=$3 "$program" modules -o kernel.cpio --class net,virtio --kernel-modules modules/*
	)
	rm -rf "${WORK:?}/$1/modules"
}
build first 022 UTC
sleep 1.1
build second 077 America/New_York
cmp "$WORK/first/kernel.cpio" "$WORK/second/kernel.cpio" || fail 'two builds differ'
cmp "$WORK/first/kernel.cpio" build/qemu-tests/kernel-6.1.cpio || fail 'another folder changes the archive'
rm -rf "$WORK/first" "$WORK/second"
