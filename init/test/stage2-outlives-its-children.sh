#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a takeover that is tried again and again
# Every process that PID 1 has is killed once, while it fetches and while somebody is at the menu: each time it says so,
# goes on or tries again, and the end is a reboot.
# shellcheck disable=SC1091,SC2016,SC2086,SC2154
. "${0%/*}/stage2-lib.sh"

# A list that takes minutes, so that all are at work.
mkdir "$dir/www/slow"
head -c 4000 /dev/zero | tr '\0' '0' >"$dir/www/slow/SHA256SUMS"
echo 'location /slow/ { limit_rate 20; }' >"$dir/nginx.d"
cat >"$dir/kill-each" <<'END'
children() { for child in $(pgrep -P "$1"); do echo "$child" && children "$child"; done; }
init=$(cat "$dir/pid") killed=' '
for round in 1 2 3 4 5 6; do
	for pid in $(children "$init"); do
		case $killed$(cat "/proc/$pid/comm" 2>/dev/null) in *" $pid "* | *nginx) continue ;; esac
		kill -9 "$pid" 2>/dev/null && killed="$killed$pid "
	done
	sleep 1
done
echo "killed:$killed"
[ "$(echo "$killed" | wc -w)" -ge "$1" ] && kill -0 "$init"
END
stage_two 1 nixos.url=${url}slow/ nixos.sha256="$(echo x | sha256sum | cut -d' ' -f1)" ip=10.9.0.2::10.9.0.1:24::eth0 \
	nixos.unreachable=ok nixos.timeout=15s/40s nixos.rescue-timeout=20 <<'END'
expect 0 60 step=fetch
refute 0 2 E-
run sh "$dir/kill-each" 4
expect 0 5 killed by signal 9
expect 0 90 FAILED in step fetch
expect 0 20 rescue: reboot in
refute 0 1 the menu is on
type 0 \r
expect 0 20 takeover rescue>
run sh "$dir/kill-each" 2
expect 0 60 rescue: reboot in
expect 0 60 rescue: rebooting
end 40 129
END
