# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A disk takes orders and does not answer: the driver that looks for its partitions hangs in the kernel, where nobody can
# kill it, and so does the reboot that is to end this. The untouched host comes back all the same.
VM_SECONDS=800
truncate -s 64M "$WORK/slow.img"
printf 'label: gpt\nsize=1M\n' | sfdisk -q "$WORK/slow.img"
VM_MONITOR="drive_add 0 if=none,id=slow,file=$WORK/slow.img,format=raw
device_add virtio-blk-pci,drive=slow"
bytes_per_second() { echo "block_set_io_throttle slow $1 0 0 0 0 0" >&8; } # NUMBER: 0 is no limit
boot_host <<END
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.timeout=20s/60s nixos.rescue-timeout=10'
END
expect_console 'machine will boot into nixos in 6s' 300
bytes_per_second 1
expect_console 'takeover: [0-9.]+ step=devices' 200
expect_console 'E-TIMEOUT devices: devices: no progress' 200
expect_console 'rescue: rebooting' 60
expect_console 'sysrq: Resetting'
# What is under way ends with the machine; the host is to find a disk that works.
expect_restart 400
bytes_per_second 0
expect_end
expect_verdict '^HOST-RETURNED'
