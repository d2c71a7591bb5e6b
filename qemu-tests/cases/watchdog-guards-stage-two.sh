# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154,SC2016
# A watchdog of ten seconds lets tries and countdown go on for longer than that; and when PID 1 does not run any more, it
# resets the machine.
VM_SECONDS=500
version=$(cat build/inputs/kernel-6.1/version)
"$OUT/mkinitrd" modules -o "$WORK/modules.cpio" --kernel-modules "build/inputs/kernel-6.1/lib/modules/$version" \
	--class net,virtio --name softdog
printf '#!/bin/sh\nexec /sbin/modprobe softdog\n' >"$WORK/softdog"
{
	for folder in '' /takeover /takeover/hooks /takeover/hooks/before-network; do echo "dir /etc$folder 0755 0 0"; done
	echo "file /etc/takeover/hooks/before-network/softdog $WORK/softdog 0755 0 0"
} >"$WORK/hooks.spec"
"$OUT/mkinitrd" build -o "$WORK/hooks.cpio" "$WORK/hooks.spec"
cat "$OUT/base.cpio" "$WORK/modules.cpio" "$WORK/hooks.cpio" >"$WORK/initrd"
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words \
	nixos.watchdog=10 watchdog.stop_on_reboot=0 nixos.timeout=25s/25s nixos.rescue-timeout=120 \
	nixos.url=http://10.0.2.2:1 nixos.sha256=$(echo x | sha256sum | cut -d' ' -f1)"
asks() { # REGEX ANSWER
	expect_console "$1" 200
	sleep 2
	vm_type "$2\\r"
}
expect_console 'watchdog: resets this machine after 10 s' 200
expect_console 'FAILED in step fetch   E-FETCH-CONNECT' 200
expect_console 'rescue: reboot in 105 s' 100
sleep 2
vm_type '\r'
asks 'takeover rescue>' 7
asks 'takeover rescue #' 'modprobe softdog; echo loaded-$?; mount -t cgroup2 none /tmp; mkdir /tmp/a; echo 1 >/tmp/a/cgroup.procs; echo frozen-$?'
expect_console '^loaded-0' 60
expect_console '^frozen-0' 60
refute_console 'softdog: Initiating|rescue: rebooting'
vm_type 'echo 1 >/tmp/a/cgroup.freeze\r'
expect_console 'softdog: Initiating system reboot' 100
expect_end
refute_console 'rescue: rebooting'
