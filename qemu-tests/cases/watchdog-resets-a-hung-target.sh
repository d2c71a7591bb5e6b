# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A target that hangs is reset by the hardware watchdog that nixos.watchdog= armed before the jump. It is refused without
# watchdog.stop_on_reboot=0, and for a target that does not say that it feeds one.
. qemu-tests/lib-tiny.sh
# The cloud kernel has no driver for QEMU's watchdog.
qemu-tests/inputs generic
tag=6.1-generic
modules=build/inputs/kernel-$tag/lib/modules/$(cat build/inputs/kernel-$tag/version)
"$OUT/mkinitrd" modules -o "$WORK/kernel.cpio" --class net,virtio --name i6300esb --kernel-modules "$modules"
cat "$OUT/base.cpio" "$WORK/kernel.cpio" >"$WORK/initrd"
tiny_tree "$WORK/tree" </dev/null
# Its first instruction jumps to itself: behind the setup sectors, at the 64-bit entry.
sectors=$(od -An -tu1 -j497 -N1 "$WORK/tree/bzImage")
printf '\353\376' | dd of="$WORK/tree/bzImage" bs=1 seek=$(((sectors + 1) * 512 + 512)) conv=notrunc status=none
tree_seal "$WORK/tree"
serve "$WORK/tree"
boot() { # WORD...
	vm_start -kernel build/inputs/kernel-$tag/vmlinuz -initrd "$WORK/initrd" -device i6300esb -action watchdog=reset \
		-append "$stage_two_words nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree") nixos.watchdog=10 $*"
}
VM_SECONDS=400
boot
expect_refusal E-CONFIG-VALUE
expect_console 'watchdog\.stop_on_reboot=0 is not on the command line'
boot watchdog.stop_on_reboot=0
expect_refusal E-CONFIG-VALUE
expect_console 'shows no sign of feeding a watchdog'
VM_REBOOT=1
boot watchdog.stop_on_reboot=0 nixos.append=systemd.watchdog_sec=10
expect_console 'takeover: [0-9.]+ step=jump' 200
# The machine starts again, as it would from its disk.
ends=$(($(date +%s) + 120))
until [ "$(grep -ac 'Linux version' "$WORK/console")" -ge 2 ]; do
	[ "$(date +%s)" -lt $ends ] || fail 'the watchdog does not bark'
	sleep 0.5
done
kill "$vm_pid"
rm -rf "$WORK/tree" "$WORK/kernel.cpio"
