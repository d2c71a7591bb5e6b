#!/bin/sh
# SPDX-License-Identifier: MIT
# The reason is on every console; Enter on any takes the menu, line noise does not; a menu that is left starts the
# countdown anew, and its end is a reboot.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

person 2 /bin/probe 12 @0@ @1@ <<'END'
expect 0 20 FAILED in step fetch   E-FETCH-CONNECT
expect 0 20 why:  Connection refused
expect 0 20 last good step: network
expect 0 20 A reboot, in 12 s, brings the host back.
expect 0 20 rescue: reboot in 12 s; Enter for the menu
expect 1 20 FAILED in step fetch   E-FETCH-CONNECT
expect 1 20 rescue: reboot in 12 s; Enter for the menu
# noise: NUL, an escape sequence, letters, and letters with a line end behind them
type 0 \0\0\e[A?~x
type 1 garbage\r
refute 0 2 the menu is on
refute 1 1 the menu is on
type 1 \r
expect 0 20 the menu is on
expect 1 20 the menu is on
expect 1 20 NO PASSWORD is set
expect 1 20 FAILED in step fetch   E-FETCH-CONNECT
expect 1 20 takeover rescue>
expect 0 20 the countdown stands still
# the other console is told, and gets none of its own
type 0 \r
refute 0 5 rescue: reboot
type 1 0\r
expect 0 20 rescue: reboot in 12 s; Enter for the menu
expect 1 20 rescue: reboot in 12 s; Enter for the menu
expect 0 30 rescue: rebooting
end 20 10
END
