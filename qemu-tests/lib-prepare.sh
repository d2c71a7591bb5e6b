# SPDX-License-Identifier: MIT
# lib-prepare.sh - what every case starts from, made once: kernels, the host's disk, the target images, and the kernel
# archives of stage two. Sourced by run and demo, in the repository's root.
# shellcheck shell=sh

OUT=${OUT:-out/x86_64}
# What a machine of the tests needs to boot, in mkinitrd's words.
classes=net,virtio

prepare() {
	for program in mkinitrd base.cpio takeover; do
		[ -e "$OUT/$program" ] || {
			echo "$OUT/$program is not there; run make first" >&2
			return 2
		}
	done
	# Two runs at once make it once.
	mkdir -p build/qemu-tests
	exec 5>build/qemu-tests/.lock
	flock 5
	# A caller that looks at our status switches errexit off, so each step says itself what it came to.
	qemu-tests/inputs && qemu-tests/host/build && prepare_fixture &&
		prepare_kernel_archive 6.1 && prepare_kernel_archive 6.12 || return 2
	exec 5>&-
}

prepare_fixture() {
	KERNEL=$PWD/build/inputs/kernel-6.1/vmlinuz MODDIR=$PWD/build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version) \
		qemu-tests/fixture/build build/fixture
}

prepare_kernel_archive() { # TAG
	archive=build/qemu-tests/kernel-$1.cpio
	[ -z "$(find "$OUT/mkinitrd" "build/inputs/kernel-$1/version" -newer "$archive" 2>&1)" ] || {
		"$OUT/mkinitrd" modules -o "$archive.tmp" --class $classes \
			--kernel-modules "build/inputs/kernel-$1/lib/modules/$(cat "build/inputs/kernel-$1/version")" &&
			mv "$archive.tmp" "$archive"
	}
}
