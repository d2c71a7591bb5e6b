#!/bin/sh
# SPDX-License-Identifier: MIT
# The menu shows again why it failed, prints the report, serves it once by HTTP, writes to nothing that cannot be taken
# out, and outlives what crashes in it.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"
PATH=$PATH:/usr/sbin:/sbin

ip link set lo up
ip link add eth0 type veth peer name wan
ip addr add 10.9.0.2/24 dev eth0
ip link set eth0 up
ip link set wan up
cat >"$root/fetch" <<'END'
url=$(tr -d '\r' <"$1/seen" | grep -o 'http://10.9.0.2:[0-9]*/[0-9a-f]*/report.txt')
curl -sS --noproxy '*' -o "$1/fetched" "$url" && grep -q '== kernel log' "$1/fetched" && ! curl -sS --noproxy '*' "$url" 2>/dev/null
END
{
	open_menu
	cat <<-END
		type 0 6\r
		expect 0 20 FAILED in step fetch   E-FETCH-CONNECT
		expect 0 20 takeover rescue>
		type 0 9\r
		expect 0 20 USB stick's partition:
		type 0 p\r
		expect 0 30 report; secrets are left out as ***
		expect 0 30 == kernel log
		expect 0 30 takeover rescue>
		type 0 9\r
		expect 0 20 USB stick's partition:
		type 0 s\r
		expect 0 20 Once, within ten minutes:
		expect 0 20 /report.txt
		save 0 $root/seen
		run sh $root/fetch $root
		expect 0 20 It was fetched.
		expect 0 20 takeover rescue>
		type 0 9\r
		expect 0 20 USB stick's partition:
		type 0 /dev/nothing\r
		expect 0 20 report: No such device
		expect 0 20 takeover rescue>
		type 0 2\r
		expect 0 20 URL (Enter keeps it):
		run kill -SEGV \$(pgrep -n -f 'takeover [m]enu')
		expect 0 20 That went wrong: killed by signal 11
		expect 0 20 takeover rescue>
		type 0 12\r
		end 20 10
	END
} | person 1 /bin/probe 60 @0@
