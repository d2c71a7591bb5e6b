# SPDX-License-Identifier: MIT
# vm.sh - one virtual machine of a test: every QEMU flag stands here, once. Sourced; $WORK is the test's own folder.
#   $WORK/console   all that the first serial port says
#   $WORK/verdict   the second serial port: only the guest writes it, and it alone says that something worked
#   $WORK/keyboard  a pipe into the first serial port
# Its size and its end: VM_MEMORY (MiB), VM_SECONDS (hard limit), VM_REBOOT=1 (a reboot starts it again, else it ends it),
# VM_MACHINE, VM_NET (a -netdev without its id; several: several cards), VM_MAC (the
# digits that tell its cards from those of another machine on the same cable), VM_MONITOR (commands given before it starts).
# shellcheck shell=sh

QEMU=${QEMU:-qemu-system-x86_64}

# /dev/kvm may open and the guest still hang, so it must prove itself once a boot of this machine: a kernel without a
# root file system panics, and panic=-1 ends QEMU.
vm_accelerator() {
	cache=build/qemu-tests/accelerator-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -e "$cache" ]; then
		found=tcg
		if [ -w /dev/kvm ] && timeout 20 "$QEMU" -accel kvm -cpu host -m 256 -nodefaults -nographic -no-reboot \
			-kernel build/inputs/kernel-6.1/vmlinuz -append 'console=ttyS0 panic=-1' \
			-serial "file:$cache.log" </dev/null >/dev/null 2>&1 && grep -aq 'Kernel panic' "$cache.log"; then
			found=kvm
		fi
		rm -f "$cache.log"
		echo $found >"$cache.$$"
		mv "$cache.$$" "$cache"
	fi
	cat "$cache"
}

# The emulated CPU is old for speed: without SSSE3, whose every instruction is a call in the emulator, SHA-256 is twice as
# fast. It is AMD's because the kernel then needs no page table isolation (every system call would flush the emulator's
# TLB), and has rdrand because an emulated machine has no other early entropy.
vm_cpu() { # ACCELERATOR
	case $1 in
	kvm) echo host ;;
	*) echo Opteron_G3,-misalignsse,+rdrand ;;
	esac
}

vm_start() { # QEMU-OPTION...
	accelerator=$(vm_accelerator)
	rm -f "$WORK/console" "$WORK/verdict" "$WORK/keyboard"
	: >"$WORK/console"
	: >"$WORK/verdict"
	mkfifo "$WORK/keyboard"
	# Both ends, so that neither we nor QEMU wait for the other to open it.
	exec 9<>"$WORK/keyboard"
	[ "${VM_REBOOT:-0}" = 1 ] || set -- "$@" -no-reboot
	cards=0
	for net in ${VM_NET:-user}; do
		[ "$net" != none ] || break
		set -- "$@" -netdev "$net,id=net$cards" \
			-device "virtio-net-pci,netdev=net$cards,mac=52:54:00:12:${VM_MAC:-34}:$((56 + cards)),romfile="
		cards=$((cards + 1))
	done
	if [ -n "${VM_MONITOR:-}" ]; then
		mkfifo "$WORK/monitor.in" "$WORK/monitor.out"
		exec 7<>"$WORK/monitor.out" 8<>"$WORK/monitor.in"
		printf '%s\ncont\n' "$VM_MONITOR" >&8
		set -- "$@" -S -chardev "pipe,id=monitor,path=$WORK/monitor" -mon chardev=monitor
	fi
	timeout --foreground "${VM_SECONDS:-300}" "$QEMU" -accel "$accelerator" -cpu "$(vm_cpu "$accelerator")" \
		-machine "${VM_MACHINE:-pc}" -smp 1 -m "${VM_MEMORY:-768}" -nodefaults -nographic -monitor none \
		-chardev stdio,id=console,signal=off -serial chardev:console -serial "file:$WORK/verdict" \
		"$@" <&9 >>"$WORK/console" 2>"$WORK/qemu.log" &
	vm_pid=$!
}

vm_running() { kill -0 "$vm_pid" 2>/dev/null; }

# A test's disk: the machine may write, the file stays as it is.
vm_disk() { # FILE SERIAL: its options; no path of ours has blanks
	echo "-drive file=$1,format=raw,if=none,id=$2,snapshot=on -device virtio-blk-pci,drive=$2,serial=$2"
}

vm_type() { printf '%b' "$1" >&9; }
