# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# nixos.watchdog= is refused where the kernel would stop the watchdog on the way out, and for a target that does not say
# that it feeds one, which would be reset while it is in good health.
# The cloud kernel has no driver for QEMU's watchdog.
qemu-tests/inputs generic
tag=6.1-generic
modules=build/inputs/kernel-$tag/lib/modules/$(cat build/inputs/kernel-$tag/version)
"$OUT/mkinitrd" modules -o "$WORK/kernel.cpio" --class net,virtio --name i6300esb --kernel-modules "$modules"
cat "$OUT/base.cpio" "$WORK/kernel.cpio" >"$WORK/initrd"
serve "$systemd_tree"
boot() { # WORD...
	vm_start -kernel build/inputs/kernel-$tag/vmlinuz -initrd "$WORK/initrd" -device i6300esb -action watchdog=reset \
		-append "$stage_two_words nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree") nixos.watchdog=10 $*"
}
VM_SECONDS=400
boot
expect_refusal E-CONFIG-VALUE
expect_console 'watchdog\.stop_on_reboot=0 is not on the command line'
boot watchdog.stop_on_reboot=0
expect_refusal E-CONFIG-VALUE
expect_console 'shows no sign of feeding a watchdog'
rm "$WORK/kernel.cpio"
