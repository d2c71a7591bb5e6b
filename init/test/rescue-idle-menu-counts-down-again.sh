#!/bin/sh
# SPDX-License-Identifier: MIT
# A menu, and a shell, at which nobody types gives the countdown free again.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

# as PID 1 starts it, but with seconds in place of 15 minutes
mv "$root/lib/takeover/rescue" "$root/lib/takeover/real"
printf '#!/bin/sh\ncase $1 in menu) exec /lib/takeover/real menu 2 ;; shell) exec /lib/takeover/real shell ;; esac\n' >"$root/lib/takeover/rescue"
chmod 755 "$root/lib/takeover/rescue"

{
	open_menu
	cat <<-'END'
		expect 0 30 Nobody is here.
		expect 0 20 rescue: reboot in 15 s; Enter for the menu
	END
	open_menu() { printf '%s\n' 'refute 0 1 the menu is on' 'type 0 \r' 'expect 0 20 takeover rescue>'; }
	open_menu
	cat <<-'END'
		type 0 7\r
		expect 0 20 takeover rescue #
		expect 0 60 Nobody has used the shell
		expect 0 30 Nobody is here.
		expect 0 20 rescue: reboot in 15 s; Enter for the menu
		expect 0 40 rescue: rebooting
		end 20 10
	END
} | person 1 /bin/probe 15 @0@
