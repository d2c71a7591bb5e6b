#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover check-network` says where the way to the source ends, and why: at the cable, at the
# address, at the name, at the server, or not at all.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

cp "${OUT:-out/x86_64}/rescue" "$root/bin/takeover"
cp "${OUT:-out/x86_64}/fetch" "$root/lib/takeover/fetch"

check() { # URL: what it says is what must() looks into
	chroot "$root" /bin/takeover check-network "$1" >"$log" 2>&1 || :
}

ip link set eth0 up
on_server ip link set srv down
check http://10.9.0.1/
must 'no carrier is named' says '[--] carrier eth0: none: check cable and switch port'
on_server ip link set srv up
wait_for 5 sh -c 'ip link show eth0 | grep -q LOWER_UP'
check http://10.9.0.1/
must 'the card is there' says '[ok] link eth0, driver veth'
must 'the carrier is there' says '[ok] carrier eth0'
must 'no address is named' says '[--] address eth0: none'
must 'no route is named' says '[--] gateway: no default route'

ip addr add 10.9.0.7/24 dev eth0
ip route add default via 10.9.0.1
mkdir -p "$root/run/takeover/netroot/etc"
echo nameserver 10.9.0.1 >"$root/run/takeover/netroot/etc/resolv.conf"
check http://src.example/file
must 'the address is there' says '[ok] address eth0'
must 'the gateway answers' says '[ok] gateway answers 10.9.0.1'
must 'a name that nobody knows is named' says '[--] DNS resolves http://src.example/file: '
check http://10.9.0.1/file
must 'a server that does not run is named' says '[--] source answers http://10.9.0.1/file: '

cat >"$root/nginx.conf" <<END
user root; daemon off; worker_processes 1; pid $root/nginx.pid; error_log $root/nginx.log;
events { worker_connections 16; }
http { access_log off; server { listen 10.9.0.1:80; root $root/www; } }
END
on_server nginx -c "$root/nginx.conf" -e "$root/nginx.log" &
wait_for 10 test -s "$root/nginx.pid"
check http://10.9.0.1/file
must 'an answer is one, even if it is 404' says '[ok] source answers http://10.9.0.1/file'
must 'nothing else is wrong' sh -c "! grep -F '[--]' $log"

# without a URL, those that stage two would ask: what somebody changed in the menu, then the command line's
umount "$root/proc"
mkdir -p "$root/etc/takeover/cmdline.d"
echo "nixos.url=http://10.9.0.1/baked nixos.sha256=$(echo | sha256sum | cut -d' ' -f1)" >"$root/etc/takeover/cmdline.d/10.conf"
echo 'quiet' >"$root/proc/cmdline"
chroot "$root" /bin/takeover check-network >"$log" 2>&1 || :
must 'the URL of the initrd counts' says '[ok] source answers http://10.9.0.1/baked'
echo 'nixos.url=http://10.9.0.1/from-cmdline' >"$root/proc/cmdline"
chroot "$root" /bin/takeover check-network >"$log" 2>&1 || :
must 'that of the command line wins' says '[ok] source answers http://10.9.0.1/from-cmdline'
must 'over that of the initrd' sh -c "! grep -F baked $log"
echo 'nixos.url=http://user:secret@10.9.0.1/changed' >"$root/run/takeover/words"
chroot "$root" /bin/takeover check >"$log" 2>&1 || :
for line in '  [ok] link eth0, driver veth' '  [ok] carrier eth0' '  [ok] address eth0' '  [ok] gateway answers 10.9.0.1' \
	'  [ok] DNS resolves http://***@10.9.0.1/changed' '  [ok] source answers http://***@10.9.0.1/changed'; do
	must "the automatic checks of the rescue have it: $line" says "$line"
done
must 'and keep the password' sh -c "! grep -F secret $log"
