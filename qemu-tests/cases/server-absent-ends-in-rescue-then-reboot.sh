# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Nobody listens at the address: the host says so and stays. Who goes without asking gets the rescue, and at its end a
# reboot, which brings the untouched host back.
VM_SECONDS=600
boot_host <<END
! ./takeover boot --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") || exit
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.timeout=40s/2m nixos.rescue-timeout=5'
END
expect_console 'takeover: [0-9.]+ E-FETCH-CONNECT' 300
expect_console 'takeover: [0-9.]+ rescue: rebooting' 180
expect_end
expect_verdict '^HOST-RETURNED'
