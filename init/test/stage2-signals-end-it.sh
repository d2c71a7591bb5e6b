#!/bin/sh
# SPDX-License-Identifier: MIT
# Ctrl-Alt-Del and busybox's reboot restart the machine, the power button and poweroff switch it off, and PID 1's own
# crash is said by the last resort, which reboots.
# shellcheck disable=SC1091,SC2016,SC2086,SC2154
. "${0%/*}/stage2-lib.sh"

send() { # SIGNAL STATUS LINE
	stage_two 1 nixos.url=$url nixos.sha256=x ip=10.9.0.2::10.9.0.1:24::eth0 <<-END
		expect 0 60 FAILED in step config   E-CONFIG-VALUE
		expect 0 20 rescue: reboot in
		run kill -$1 \$(cat \$dir/pid)
		expect 0 20 $3
		end 40 $2
	END
}
send INT "$REBOOTED" 'rescue: rebooting'
send TERM "$REBOOTED" 'rescue: rebooting'
send PWR "$POWERED_OFF" 'rescue: powering off'
send USR2 "$POWERED_OFF" 'rescue: powering off'
# The last console is in place of the kernel's log.
send SEGV "$REBOOTED" 'takeover: E-INTERNAL PID 1 itself died of signal 11: no disk was written; rebooting in 10 s'
