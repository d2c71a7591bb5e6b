#!/bin/sh
# SPDX-License-Identifier: MIT
# The menu changes URL, digest, network and the target's words, refuses what the command line could not say or what
# the initrd has baked in, and its words are what the next try gets; the shell has job control and comes back.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

pin=1111111111111111111111111111111111111111111111111111111111111111
change() { # ENTRY ANSWER SAYS
	printf '%s\n' "type 0 $1\\r" 'expect 0 20 keeps ' "type 0 $2\\r" "expect 0 20 $3" 'expect 0 20 takeover rescue>'
}

{
	open_menu
	change 2 htp://nowhere 'Not changed: nixos.url=htp://nowhere'
	change 2 'http://x/ nixos.rescue=0' 'Not changed: a blank'
	change 2 'http://10.9.0.1/old' 'Changed'
	change 2 'http://10.9.0.1/newx\e[A' 'Changed'
	change 3 123 'Not changed: nixos.sha256=123'
	change 3 $pin 'Changed'
	change 4 ip=10.9.0.2::10.9.0.1:99::eth0 'Not changed: ip='
	change 4 nixos.sha256=$pin 'that is not about the network'
	change 4 'ip=10.9.0.2::10.9.0.1:24::eth0 nameserver=10.9.0.1' 'Changed'
	change 5 'a" b' 'Not changed: a quote'
	change 5 'quiet loglevel=7' 'Changed'
	cat <<-'END'
		type 0 7\r
		expect 0 20 takeover rescue # 
		type 0 sleep 100\r
		refute 0 1 takeover rescue # 
		type 0 \c
		expect 0 20 takeover rescue # 
		type 0 echo $((6 * 7)) >/tmp/answer; env\r
		expect 0 20 HOME=/root
		expect 0 20 takeover rescue # 
		type 0 exit\r
		expect 0 20 takeover rescue>
		type 0 nonsense\r
		expect 0 20 A number from 0 to
		type 0 1\r
		expect 0 20 trying again, as asked for
		end 20 12
	END
} | person 1 /bin/probe 30 @0@

must 'the shell ran' test "$(cat "$root/tmp/answer")" = 42
must 'the next try gets the words' test "$(cat "$root/run/takeover/words")" = "nixos.url=http://10.9.0.1/newx nixos.sha256=$pin \
ip=10.9.0.2::10.9.0.1:24::eth0 nameserver=10.9.0.1 nixos.append=\"quiet loglevel=7\""

# what is baked in stands
echo "nixos.sha256=$pin" >"$root/etc/takeover/cmdline.d/pin.conf"
{
	open_menu
	change 3 "2${pin#1}" 'what is baked into the initrd stands'
	change 3 "$pin" 'Changed'
	printf '%s\n' 'type 0 12\r' 'end 20 10'
} | person 1 /bin/probe 30 @0@
