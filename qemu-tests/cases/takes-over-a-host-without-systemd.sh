# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Debian with sysvinit, ifupdown and dhclient: nothing of systemd is there to be told, and the jump is made all the same.
HOST=build/host-sysvinit HOST_WORDS=no_timer_check VM_SECONDS=900
qemu-tests/host/build sysvinit
serve "$systemd_tree"
boot_host <<END
[ -d /run/systemd/system ] || echo "HOST: no systemd; PID 1 is \$(readlink /proc/1/exe)"
./takeover boot --systemd --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'HOST: no systemd; PID 1 is /usr/sbin/init|HOST: no systemd; PID 1 is /sbin/init' 400
expect_console 'dhcp: eth0: its lease goes along' 300
expect_console 'machine will boot into nixos in 6s' 300
expect_target
expect_host_facts
