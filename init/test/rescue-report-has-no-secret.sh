#!/bin/sh
# SPDX-License-Identifier: MIT
# Passwords, tokens and keys that stand where the report looks are not in it, by whatever way it leaves: printed, or by
# HTTP, once, to whoever was shown its path.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

mkdir -p "$root/run/takeover/netroot/etc"
cat >"$root/proc/cmdline" <<'END'
nixos.url=https://lena:PLANTED1@example.org/tree?token=PLANTED2 nixos.proxy=http://u:PLANTED3@proxy:3128 nixos.append="a live.nixos.passwordHash=$6$salt$PLANTED4 b" wifi.psk="PLANTED5 PLANTED6" harmless=yes systemd.set_credential=x:PLANTED7
END
cat >"$root/run/takeover/reason" <<'END'
  what: https://h/x?api_key=PLANTED8
Authorization: Bearer PLANTED9
-----BEGIN OPENSSH PRIVATE KEY-----
PLANTED10
-----END OPENSSH PRIVATE KEY-----
after the key
END

chroot "$root" /bin/takeover report print >"$root/printed"
must 'no planted secret is printed' test "$(grep -c PLANTED "$root/printed")" = 0
for kept in harmless=yes 'https://***@example.org/tree?***' 'after the key' '== /proc/cmdline' '== ip addr' '== block devices'; do
	must "it says $kept" grep -qF -- "$kept" "$root/printed"
done
must 'the file is the same' cmp "$root/printed" "$root/run/takeover/report.txt"
must 'and nobody else reads it' test "$(stat -c %a "$root/run/takeover/report.txt")" = 600

ip link set lo up
ip link add d0 type veth peer name d1
ip addr add 10.9.0.2/24 dev d0
ip link set d0 up
ip link set d1 up
chroot "$root" /bin/takeover report serve >"$root/served" &
server=$!
tries=100
until grep -q http:// "$root/served" || [ $tries = 0 ]; do sleep 0.1; tries=$((tries - 1)); done
url=$(grep -o 'http://10.9.0.2[^ ]*' "$root/served")
status=$(curl -s -o /dev/null -w '%{http_code}' "${url%/*}/other")
must 'another path is not found' test "$status" = 404
curl -sf -o "$root/fetched" "$url"
wait $server
must 'it was fetched whole' cmp "$root/fetched" "$root/run/takeover/report.txt"
must 'and only once' sh -c "! curl -sf -m 2 -o /dev/null '$url'"
