#!/bin/sh
# SPDX-License-Identifier: MIT
# What is fixed in the initrd decides who gets the menu; three wrong passwords close it, and do not stop the countdown.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

rule() { echo "$*" >"$root/etc/takeover/rescue-auth"; }

take() { printf '%s\n' 'expect 0 20 Enter for the menu' 'refute 0 1 the menu is on' 'type 0 \r' "expect 0 20 $1"; }

rule "password $(openssl passwd -6 -salt saltsalt 'open sesame')"
{
	take 'Password:'
	for guess in a 'open sesame ' ''; do printf '%s\n' "type 0 $guess\\r" 'expect 0 20 Wrong.'; done
	cat <<-'END'
		expect 0 20 Three wrong passwords.
		refute 0 1 takeover rescue>
		expect 0 40 rescue: rebooting
		end 20 10
	END
} | person 1 /bin/probe 20 @0@ >"$root/log" || { cat "$root/log"; exit 1; }

{
	take 'Password:'
	cat <<-'END'
		type 0 open sesame\r
		refute 0 1 open sesame
		expect 0 20 takeover rescue>
		type 0 13\r
		expect 0 20 rescue: powering off
		end 20 10
	END
} | person 1 /bin/probe 30 @0@

# who started it may leave it no way to learn how the asking ended
{
	for guess in a b c; do printf '%s\n' 'expect 0 20 Password:' "type 0 $guess\\r" 'expect 0 20 Wrong.'; done
	printf '%s\n' 'expect 0 20 Three wrong passwords.' 'refute 0 1 takeover rescue>' 'end 20 1'
} | "$bin/terminal" 1 sh -c 'exec env --ignore-signal=CHLD chroot "$2" takeover menu <"$1" >"$1" 2>&1' sh @0@ "$root"

rule 'password $y$j9T$saltsalt$hash'
{ take 'yescrypt ($y$) is not known here'; printf '%s\n' 'refute 0 1 takeover rescue>'; } | person 1 /bin/probe 30 @0@

rule ssh-only
{ take 'by SSH only'; printf '%s\n' 'refute 0 1 takeover rescue>'; } | person 1 /bin/probe 30 @0@

rule off
{ printf '%s\n' 'expect 0 20 rescue: reboot in 30 s' 'refute 0 1 Enter' 'type 0 \r' 'refute 0 2 the menu is on'; } |
	person 1 /bin/probe 30 @0@

rule nonsense
{ take 'Nobody gets in'; printf '%s\n' 'refute 0 1 takeover rescue>'; } | person 1 /bin/probe 30 @0@
