# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A mount waits in the kernel for a disk that does not answer, while somebody holds the rescue: nobody can kill it, so the
# kernel itself brings the untouched host back.
VM_SECONDS=800
mkfs.ext4 -q "$WORK/slow.img" 64M
VM_MONITOR="drive_add 0 if=none,id=slow,file=$WORK/slow.img,format=raw
device_add virtio-blk-pci,drive=slow"
bytes_per_second() { echo "block_set_io_throttle slow $1 0 0 0 0 0" >&8; } # NUMBER: 0 is no limit
asks() { # REGEX ANSWER
	expect_console "$1" 100
	sleep 2
	vm_type "$2\\r"
}
boot_host <<END
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.rescue=1 sysctl.kernel.hung_task_timeout_secs=20'
END
expect_console 'rescue: reboot in [0-9]+ s; Enter for the menu' 400
asks 'Enter for the menu' ''
asks 'takeover rescue>' 7
bytes_per_second 1
asks 'takeover rescue #' 'mount -t ext4 -o ro /dev/vdc /tmp'
expect_console 'task mount:[0-9]+ blocked for more than 20 seconds' 200
expect_console 'Kernel panic - not syncing: hung_task: blocked tasks'
# What is under way ends with the machine; the host is to find a disk that works.
expect_restart 200
bytes_per_second 0
expect_end
expect_verdict '^HOST-RETURNED'
