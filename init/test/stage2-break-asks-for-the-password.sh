#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: one boot a word
# Whatever word asks for the rescue, nobody passes the initrd's password by it; who knows it, and tries again, goes on
# behind that step.
# shellcheck disable=SC1091,SC2016,SC2046,SC2086,SC2154
. "${0%/*}/stage2-codes-lib.sh"

tree tree
lock() {
	mkdir -p "$dir/tree/etc/takeover"
	echo "password $(openssl passwd -6 -salt saltsalt sesame)" >"$dir/tree/etc/takeover/rescue-auth"
}
stops() { # WORD SHOWN BEFORE AFTER: the last step that was begun, and the one that comes then
	lock
	stage_two 1 $(of tree) "$1" nixos.rescue-timeout=60 >"$dir/seen" 2>&1 <<-END || { echo "$1:"; cat "$dir/seen"; exit 1; }
		expect 0 60 step=$3
		expect 0 60 RESCUE, as asked for: $2
		expect 0 20 rescue: reboot in
		refute 0 1 step=
		type 0 \\r
		expect 0 20 Password:
		type 0 guess\\r
		expect 0 20 Wrong.
		refute 0 1 takeover rescue>
		type 0 sesame\\r
		expect 0 30 takeover rescue>
		type 0 1\\r
		expect 0 30 step=$4
		expect 0 60 FAILED in step fetch   E-SOURCE-KERNEL
		run kill -TERM \$(cat \$dir/pid)
		end 60 $REBOOTED
	END
}
stops nixos.break=devices nixos.break= config devices
stops nixos.break=network nixos.break= devices network
stops nixos.break=fetch nixos.break= network fetch
stops nixos.rescue=1 nixos.rescue= devices network
