# SPDX-License-Identifier: MIT
# Sourced by the cases that compare what a failure shows on more than one console: the kernel has one console a driver, so
# the second serial line is that of virtio, whose driver is a module.
# shellcheck shell=sh disable=SC2034,SC2154
second_line="-chardev file,id=second,path=$WORK/second -device virtio-serial-pci -device virtconsole,chardev=second"
second_word=console=hvc0

# The same block, to the letter, on both lines; $WORK/block has it.
expect_block() { # CODE
	expect_console "FAILED in step .*$1" 300
	expect_console 'rescue: reboot in' 60
	sleep 2
	tr -d '\r' <"$WORK/console" | sed -n '/^=====/,/^=====/p' >"$WORK/block"
	tr -d '\r' <"$WORK/second" | sed -n '/^=====/,/^=====/p' >"$WORK/block.second"
	[ "$(wc -l <"$WORK/block")" -ge 8 ] || fail 'there is no block'
	[ "$(wc -l <"$WORK/block")" -le 10 ] || fail 'the block is too long'
	cmp "$WORK/block" "$WORK/block.second" || fail 'the second serial line says something else'
}
