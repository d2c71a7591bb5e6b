#!/bin/sh
# SPDX-License-Identifier: MIT
# With nixos.on-failure=retry the countdown leads to another try, each time later, and a person still gets a menu.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

{
	cat <<-'END'
		expect 0 20 No disk was written.  It is tried again in 1 s.
		expect 0 20 rescue: next try in 1 s; Enter for the menu
		expect 0 20 It is tried again in 2 s.
		expect 0 20 It is tried again in 4 s.
	END
	printf '%s\n' 'refute 0 1 the menu is on' 'type 0 \r' 'expect 0 20 takeover rescue>' 'type 0 12\r' 'end 20 10'
} | RETRY=1 person 1 /bin/probe 1 @0@
