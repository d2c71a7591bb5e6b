# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kernel that the running one does not take is told by the same block, to the letter, on two serial lines and on the
# screen of a VGA card, and Ctrl-Alt-Del on its keyboard reboots at once.
. qemu-tests/lib-block.sh
VM_SECONDS=400
VM_MONITOR='info status'
copy_tree "$scripted_tree" "$WORK/tree"
# Without the flag "may be loaded above 4 GiB" in its header kexec_file_load does not call it a kernel.
cp --remove-destination "$(readlink -f "$scripted_tree/bzImage")" "$WORK/tree/bzImage"
chmod u+w "$WORK/tree/bzImage"
flags=$(od -An -tu1 -j 566 -N 1 "$WORK/tree/bzImage")
printf '%b' "\\0$(printf %o $((flags & ~2)))" | dd of="$WORK/tree/bzImage" bs=1 seek=566 conv=notrunc status=none
tree_seal "$WORK/tree"
serve "$WORK/tree"

# All that the card holds: a character, its colours, and so on; 80 of them are a row.
expect_block_on_screen() {
	echo "pmemsave 0xb8000 32768 \"$WORK/vga\"" >&8
	tries=100
	until [ "$(stat -c %s "$WORK/vga" 2>/dev/null)" = 32768 ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail 'the monitor does not save the screen'
		sleep 0.1
	done
	perl -0777 -ne 's/(.)./$1/gs; tr/\0/ /; print join("\n", unpack("(a80)*", $_)), "\n"' "$WORK/vga" >"$WORK/screen"
	# A line of more than 80 characters goes on in the next row.
	fold -w 80 "$WORK/block" | sed 's/ *$//' >"$WORK/rows"
	sed 's/ *$//' "$WORK/screen" | sed -n '/^=====/,/^=====/p' |
		head -n "$(wc -l <"$WORK/rows")" >"$WORK/block.screen"
	cmp "$WORK/rows" "$WORK/block.screen" || fail 'the screen says something else'
}

boot_stage_two_with_screen() {
	cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/initrd"
	# shellcheck disable=SC2086
	vm_start -vga std $second_line \
		-kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words $*"
}
boot_stage_two_with_screen $second_word console=tty0 "nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")" \
	nixos.kexec=file nixos.rescue-timeout=300
expect_block E-LOAD-FAILED
expect_block_on_screen
echo 'sendkey ctrl-alt-delete' >&8
expect_console 'takeover: [0-9.]+ rescue: rebooting' 60
expect_end
