# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A target that hangs from its first instruction on is reset by the hardware watchdog that nixos.watchdog= armed before
# the jump: the untouched host comes back.
. qemu-tests/lib-tiny.sh
HOST=build/host-generic HOST_WORDS=no_timer_check VM_SECONDS=900
qemu-tests/host/build generic
tiny_tree "$WORK/tree" </dev/null
# It jumps to itself: behind the setup sectors, at the 64-bit entry.
sectors=$(od -An -tu1 -j497 -N1 "$WORK/tree/bzImage")
printf '\353\376' | dd of="$WORK/tree/bzImage" bs=1 seek=$(((sectors + 1) * 512 + 512)) conv=notrunc status=none
tree_seal "$WORK/tree"
serve "$WORK/tree"
VM_MONITOR='device_add i6300esb'
boot_host <<END
./takeover boot --url $url --sha256 $(tree_pin "$WORK/tree") --append systemd.watchdog_sec=10 \
	--cmdline 'nixos.watchdog=10 watchdog.stop_on_reboot=0'
END
expect_console 'takeover: [0-9.]+ watchdog: resets this machine after 10 s' 500
expect_console 'takeover: [0-9.]+ step=jump' 200
expect_restart 200
expect_end
refute_console 'Kernel panic|rescue: rebooting'
expect_verdict '^HOST-RETURNED'
rm -rf "$WORK/tree"
