#!/bin/sh
# SPDX-License-Identifier: MIT
# A DNS server that is dead beside one that lives, and an AAAA record that leads nowhere, cost
# no more than moments: what is fetched comes by the other way.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

on_server ip addr add 2001:db8:1::1/64 dev srv nodad
serve srv --enable-ra --dhcp-range=2001:db8:1::,ra-only,64,10m \
	--dhcp-range=10.9.0.50,10.9.0.50,255.255.255.0,10m --dhcp-option=6,10.9.0.99,10.9.0.1
on_server dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --no-dhcp-interface=srv \
	--pid-file="$root/dns.pid" --no-resolv --no-hosts --listen-address=10.9.0.1 --bind-interfaces \
	--host-record=src.example,10.9.0.1,2001:db8:dead::1 &
cat >"$root/nginx.conf" <<END
user root; daemon off; worker_processes 1; pid $root/nginx.pid; error_log $root/nginx.log;
events { worker_connections 16; }
http { access_log off; server { listen 10.9.0.1:80; root $root/www; } }
END
mkdir "$root/www"
echo it came >"$root/www/file"
on_server nginx -c "$root/nginx.conf" -e "$root/nginx.log" &
wait_for 10 test -s "$root/nginx.pid"
wait_for 10 test -s "$root/dns.pid"

take_network
wait_for 15 says 'REPORT ready'
wait_for 15 says 'has IPv6 and a router'
printf 'nameserver 10.9.0.99\nnameserver 10.9.0.1\n' >"$root/expected"
must 'the dead server is the first' cmp "$root/expected" "$root/run/takeover/netroot/etc/resolv.conf"
must 'the dead record has a route' ip -6 route get 2001:db8:dead::1

cp "${OUT:-out/x86_64}/fetch" "$root/lib/takeover/fetch"
mkdir -p "$root/run/takeover/netroot/dev"
began=$(date +%s%N)
chroot "$root" /lib/takeover/fetch http://src.example/file 3>/dev/null | cat >"$root/got"
took=$((($(date +%s%N) - began) / 1000000))
must 'the file came' grep -qx 'it came' "$root/got"
must "it came within moments ($took ms), not after a time limit" test "$took" -lt 5000
echo "fetched in $took ms"
