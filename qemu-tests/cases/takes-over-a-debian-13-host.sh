# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Debian 13, whose modules lie compressed below /usr/lib, on a machine with UEFI.
. qemu-tests/lib-grub.sh
firmware=$(uefi_firmware)
HOST=build/host-debian-13 HOST_WORDS=no_timer_check VM_SECONDS=900
qemu-tests/host/build debian-13
serve "$systemd_tree"
boot_host <<END
[ -d /sys/firmware/efi/efivars ] && echo 'HOST: UEFI'
./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'HOST: Debian 13' 400
expect_console 'HOST: UEFI' 60
expect_console 'machine will boot into nixos in 6s' 300
expect_target
expect_host_facts
