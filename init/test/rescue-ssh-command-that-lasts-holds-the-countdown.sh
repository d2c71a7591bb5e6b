#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a command holds the countdown from its 20th second on
# What `ssh host COMMAND` becomes stops the countdown if it lasts; whoever only asks whether anybody answers does not.
# shellcheck disable=SC1091,SC2154
. "${0%/*}/rescue-lib.sh"

ln -s rescue "$root/lib/takeover/login"
{
	cat <<-END
		expect 0 20 Enter for the menu
		run chroot $root /lib/takeover/login -c 'exit 0' </dev/null >/dev/null 2>&1
		refute 0 5 the countdown stands still
		run chroot $root /lib/takeover/login -c 'sleep 35; echo done >/tmp/done' </dev/null >/dev/null 2>&1 &
		expect 0 50 the countdown stands still
		run until [ -e $root/tmp/done ]; do sleep 1; done
		refute 0 1 rescue: reboot in
		type 0 \r
		expect 0 20 takeover rescue>
		type 0 12\r
		end 20 10
	END
} | person 1 /bin/probe 80 @0@
