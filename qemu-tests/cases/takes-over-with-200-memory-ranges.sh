# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Firmware that describes memory in 200 pieces: more than the zero page holds. The target learns all of them.
. qemu-tests/lib-tiny.sh
tiny_tree "$WORK/tree" <<'EOF'
echo "RANGES $(busybox ls /sys/firmware/memmap | busybox wc -l)"
echo TINY-OK
EOF
serve "$WORK/tree"
echo 'file /many-ranges qemu-tests/guest/many-ranges 0755 0 0' >"$WORK/spec"
"$OUT/mkinitrd" build -o "$WORK/many-ranges.cpio" "$WORK/spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/many-ranges.cpio" >"$WORK/initrd"
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-append "$stage_two_words rdinit=/many-ranges nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")"
expect_console 'load: kernel .* by store'
expect_end
expect_verdict '^TINY-OK'
expect_verdict '^RANGES (19[5-9]|20[0-9])'
rm -rf "$WORK/tree"
