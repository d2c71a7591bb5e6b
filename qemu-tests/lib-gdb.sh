# SPDX-License-Identifier: MIT
# lib-gdb.sh - a kernel that goes wrong in a function of the case's choice, by QEMU's debugger port. Sourced by cases.
# Both kernels must be one and the same, and lie where it was linked to: HOST_WORDS=nokaslr, and --cmdline nokaslr.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154
gdb_socket=build/qemu-tests/$NAME/gdb.socket # from the folder in which QEMU runs: paths of sockets are short
VM_MONITOR="gdbserver unix:$gdb_socket,server=on,wait=off"

# For the case's script on the host: its kernel tells where the function is.
say_address() { printf '%s\n' "sed -n 's/^\\([0-9a-f]*\\) . $1\$/HOST: 0x\\1 is $1/p' /proc/kallsyms"; } # FUNCTION

# When the function is called next, these are done to the machine; $pc is where it begins.
patch_function() { # FUNCTION GDB-COMMAND...
	address=$(sed -n "s/^HOST: \\(0x[0-9a-f]*\\) is $1\r*\$/\\1/p" "$WORK/console")
	[ -n "$address" ] || fail "the host does not know $1"
	{
		printf '%s\n' "target remote $gdb_socket" "hbreak *$address" continue
		shift
		printf '%s\n' "$@" detach
	} >"$WORK/gdb"
	gdb -nx -batch -x "$WORK/gdb" </dev/null >"$WORK/gdb.log" 2>&1 &
	peer_pid=$!
}
# To write there: ud2, at which a kernel oopses, and a jump to itself.
oops='set {unsigned short}$pc = 0x0b0f' spin='set {unsigned short}$pc = 0xfeeb'
