# SPDX-License-Identifier: MIT
# lib-switch.sh - a switch with two ports for the machine of a case, which has a card for each: another machine, whose Linux
# bridges them. What comes in VLAN 5 goes to the servers of this machine, as from any machine of the tests; the rest nowhere.
# Sourced by cases.
# shellcheck shell=sh disable=SC2030,SC2031,SC2034,SC2154

# Starts it, and sets VM_NET for the machine that is started next.
switch_start() {
	echo 'file /switch-init qemu-tests/guest/switch 0755 0 0' >"$WORK/switch.spec"
	"$OUT/mkinitrd" build -o "$WORK/switch.cpio" "$WORK/switch.spec"
	"$OUT/mkinitrd" modules -o "$WORK/switch-modules.cpio" --class net,virtio --name bridge \
		--kernel-modules "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)"
	cat "$OUT/base.cpio" "$WORK/switch-modules.cpio" "$WORK/switch.cpio" >"$WORK/switch.img"
	# Not the whole path: that of a socket has at most 107 bytes.
	cable=build/qemu-tests/$NAME/cable
	socket=stream,addr.type=unix,addr.path=$cable
	rm -f "${cable}1" "${cable}2"
	(
		WORK=$WORK/switch
		mkdir -p "$WORK"
		VM_MEMORY=160 VM_SECONDS=900 VM_MAC=35 VM_NET="user ${socket}1,server=on ${socket}2,server=on"
		vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "${WORK%/switch}/switch.img" \
			-append 'console=ttyS0 panic=-1 rdinit=/switch-init'
		trap 'kill "$vm_pid"' TERM
		wait "$vm_pid"
	) &
	peer_pid=$!
	ends=$(($(date +%s) + 200))
	until grep -aqs SWITCH-READY "$WORK/switch/console"; do
		[ "$(date +%s)" -lt $ends ] || fail 'the switch does not start'
		sleep 0.5
	done
	VM_NET="${socket}1,server=off ${socket}2,server=off"
}

# The cable of a port is out, for a machine with VM_MONITOR.
switch_pull() { # PORT
	printf 'set_link net%d off\n' $(($1 - 1)) >&8
}
