# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2154
# Stage two's kernel spins with interrupts off, so that nothing in it notices: the hardware watchdog of nixos.watchdog=
# does, and the untouched host comes back.
. qemu-tests/lib-gdb.sh
HOST=build/host-generic HOST_WORDS='no_timer_check nokaslr' VM_SECONDS=900
qemu-tests/host/build generic
VM_MONITOR="device_add i6300esb
$VM_MONITOR"
boot_host <<END
$(say_address dev_change_flags)
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nokaslr nixos.watchdog=10 watchdog.stop_on_reboot=0'
END
expect_console 'machine will boot into nixos in 6s' 400
patch_function dev_change_flags "$spin" 'set $eflags = 2'
expect_console 'takeover: [0-9.]+ watchdog: resets this machine after 10 s' 300
expect_console 'takeover: [0-9.]+ step=network'
expect_restart 200
expect_end
refute_console 'Kernel panic|rescue: rebooting|FAILED in step'
expect_verdict '^HOST-RETURNED'
