# SPDX-License-Identifier: MIT
# lib-tiny.sh - a target of a kernel, busybox and a script of the case's, for what the fixture's target does not look at.
# Sourced by cases.
# shellcheck shell=sh disable=SC2154

tiny_busybox=build/deps/x86_64/out/bin/busybox

# The script on stdin is its PID 1; /proc, /sys and /dev are mounted, and what it echoes is on the verdict wire.
tiny_tree() { # DIR SPEC-LINE...
	tiny=$1
	shift
	mkdir -p "$tiny"
	{
		cat <<-'END'
			#!/bin/sh
			export PATH=/bin
			busybox mount -t proc proc /proc
			busybox mount -t sysfs sys /sys
			busybox mount -t devtmpfs dev /dev
			exec >/dev/ttyS1
		END
		cat
		echo 'busybox poweroff -f'
	} >"$tiny/init"
	cat >"$tiny/spec" <<-END
		dir  /bin 0755 0 0
		dir  /dev 0755 0 0
		dir  /proc 0755 0 0
		dir  /sys 0755 0 0
		nod  /dev/console 0600 0 0 c 5 1
		file /bin/busybox $tiny_busybox 0755 0 0
		slink /bin/sh busybox 0777 0 0
		file /init $tiny/init 0755 0 0
	END
	for line; do echo "$line" >>"$tiny/spec"; done
	"$OUT/mkinitrd" build -o "$tiny/initrd" "$tiny/spec"
	rm "$tiny/init" "$tiny/spec"
	tiny_finish "$tiny" 'init=/init no_timer_check loglevel=4'
}

# Kernel, boot script and sums to an initrd that is there.
tiny_finish() { # DIR COMMAND-LINE
	cp build/inputs/kernel-6.1/vmlinuz "$1/bzImage"
	# shellcheck disable=SC2016  # the boot script's own
	printf 'kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd \\\n  --command-line "%s"\nkexec -e\n' "$2" \
		>"$1/kexec-boot"
	tree_seal "$1"
}
