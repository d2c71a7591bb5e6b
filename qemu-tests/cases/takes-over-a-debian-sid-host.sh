# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Debian's development suite with its newest kernel.
HOST=build/host-debian-sid HOST_WORDS=no_timer_check VM_SECONDS=900
qemu-tests/host/build debian-sid
serve "$systemd_tree"
boot_host <<END
./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'HOST: Debian .*Linux [7-9]' 400
expect_console 'machine will boot into nixos in 6s' 300
expect_target
expect_host_facts
