# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2016,SC2034,SC2154
# With nixos.confirm= a target that came up well, but into which nobody logs in, reboots into the untouched host; after a
# login with the host's own key it stays.
VM_SECONDS=900 VM_MEMORY=2048
qemu-tests/debian-target
serve build/debian-target
. qemu-tests/lib-ssh.sh
cp build/host/client_key "$WORK/friend"
chmod 600 "$WORK/friend"
in_target() { # COMMAND
	ssh_client -i "$WORK/friend" -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no 127.0.0.1 "$1"
}
boot() {
	boot_host <<-END
		./takeover boot --no-preflight --url $url --sha256 $(tree_pin build/debian-target) --cmdline nixos.confirm=3m
	END
	expect_console 'takeover: [0-9.]+ step=jump' 400
	expect_console 'Started .*OpenBSD Secure Shell server' 200
}
boot
expect_end
refute_console 'Kernel panic|rescue: rebooting'
expect_verdict '^HOST-RETURNED'

boot
until_login in_target 'grep -q "^ID=debian" /etc/os-release'
in_target 'until [ "$(cut -d. -f1 /proc/uptime)" -ge 240 ]; do sleep 5; done; systemctl is-system-running >&2
	systemctl show -p LoadState,Result,ExecMainExitTimestampMonotonic takeover-confirm.service >/dev/ttyS1; sync; systemctl -ff poweroff' || :
expect_end
# Of a unit that does not exist, or has not run, the result is "success", too.
expect_verdict '^LoadState=loaded'
expect_verdict '^Result=success'
expect_verdict '^ExecMainExitTimestampMonotonic=[1-9]'
rm "$WORK/friend"
