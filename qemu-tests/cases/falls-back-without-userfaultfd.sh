# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kernel without userfaultfd, and one without kexec_load, still load the image, and say why not in the usual way.
boot_without() { # SYSTEM-CALL
	gcc -static -DDENIED="SYS_$1" -o "$WORK/without" qemu-tests/guest/without-syscall.c
	echo "file /without $WORK/without 0755 0 0" >"$WORK/spec"
	"$OUT/mkinitrd" build -o "$WORK/without.cpio" "$WORK/spec"
	cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/without.cpio" >"$WORK/initrd"
	vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
		-append "$stage_two_words rdinit=/without nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
}
VM_SECONDS=400
serve "$systemd_tree"
boot_without userfaultfd
expect_console 'load: not by store: userfaultfd: .*CONFIG_USERFAULTFD.*; trying kexec_load'
expect_console 'load: kernel .* by kexec_load'
expect_target
boot_without kexec_load
expect_console 'load: not by store: kexec_load: .*CONFIG_KEXEC.*; trying kexec_file_load'
expect_console 'load: kernel .* by kexec_file_load'
expect_target
