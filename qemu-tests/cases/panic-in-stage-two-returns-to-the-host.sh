# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kernel panic in stage two, made by hand in its rescue shell, brings the untouched host back.
VM_SECONDS=600
boot_host <<END
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.rescue=1 nixos.rescue-timeout=60'
END
expect_console 'takeover: [0-9.]+ rescue: reboot in [0-9]+ s; Enter for the menu' 300
sleep 2
vm_type '\r'
expect_console 'takeover rescue>' 60
vm_type '7\r'
expect_console 'takeover rescue #' 60
vm_type 'echo c >/proc/sysrq-trigger\r'
expect_console 'Kernel panic - not syncing: sysrq triggered crash' 30
expect_end
expect_verdict '^HOST-RETURNED'
