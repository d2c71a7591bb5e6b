# SPDX-License-Identifier: MIT
# ways.sh - the ways to bring the image of $image up on a machine of its own. Each returns 0 if the image came up whole.
# Sourced by rows; needs lib.sh, $image and a server (serve "$image"). WAY_WORDS: more for the first kernel. WAY_ARCHIVE:
# one more behind ours.
# shellcheck shell=sh disable=SC2034,SC2154

kernel=build/inputs/kernel-6.1/vmlinuz
give_up='Kernel panic|System is deadlocked|FAILED in step|PEER-FAILED|HOST-FAILED'
: "${WAY_SECONDS:=300}"

way_direct() { # MIB
	VM_MEMORY=$1 vm_start -kernel "$image/bzImage" -initrd "$image/initrd" \
		-append "$(image_words) rootfstype=ramfs console=ttyS0 panic=-1"
	bench_wait "$give_up" "$WAY_SECONDS"
}

image_words() { sed -n 's/.*--command-line "\(.*\)"$/\1/p' "$image/kexec-boot"; }

way_ours() { # MIB STORE|LOAD|FILE
	# shellcheck disable=SC2086
	cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio ${WAY_ARCHIVE:-} >"$WORK/initrd"
	VM_MEMORY=$1 vm_start -kernel $kernel -initrd "$WORK/initrd" -append "console=ttyS0 panic=-1 nixos.on-failure=reboot \
		nixos.timeout=4m/5m nixos.kexec=$2 nixos.url=$url nixos.sha256=$(tree_pin "$image") ${WAY_WORDS:-}"
	bench_wait "$give_up" "$WAY_SECONDS"
}
way_store() { way_ours "$1" store; }
way_load() { way_ours "$1" load; }
way_file() { way_ours "$1" file; }

way_script() { # MIB SYSTEM-CALL
	VM_MEMORY=$1 vm_start -kernel $kernel -initrd build/bench/peer.cpio.zst -append "console=ttyS0 panic=-1 loglevel=4 \
		peer.load=$2 peer.url=$url peer.sha256=$(tree_pin "$image") ${WAY_WORDS:-}"
	bench_wait "$give_up" "$WAY_SECONDS"
}
way_script_load() { way_script "$1" -c; }
way_script_file() { way_script "$1" -s; }

# nixos-images' installer: a tarball unpacked to the disk of a running host, Debian here, and its script's "kexec --load
# --kexec-syscall-auto". The host's disk is virtual: its page cache goes when memory is short.
way_nixos_images() { # MIB
	qemu-tests/bench/peer-initramfs
	cp -R build/bench/kexec-tools/run "$WORK/kexec"
	cp "$image/bzImage" "$image/initrd" "$WORK/kexec/"
	VM_MEMORY=$1
	boot_host "$WORK/kexec" <<EOF
cd kexec
sync
run() { ./ld-linux-x86-64.so.2 --library-path . ./kexec "\$@"; }
run --load bzImage --kexec-syscall-auto --initrd=initrd \
	--command-line="$(image_words) rootfstype=ramfs console=ttyS0 panic=-1" || echo HOST-FAILED kexec --load
run -e || echo HOST-FAILED kexec -e
EOF
	came_up=0
	bench_wait "$give_up|Out of memory" "$WAY_SECONDS" || came_up=1
	rm -rf "$WORK/kexec" "${WORK:?}/media" "$WORK/media.tar"
	return $came_up
}
