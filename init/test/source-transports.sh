#!/bin/sh
# SPDX-License-Identifier: MIT
# Tree, script and tarball come by each transport alike; names in a URL stand for this machine's own.
# shellcheck disable=SC1091,SC2154,SC2016  # what source-lib.sh sets; names in URLs are no shell's
. "${0%/*}/source-lib.sh"

make_tree "$www/tree"
mkdir "$www/netboot"
cp "$www/tree/bzImage" "$www/tree/initrd.gz" "$www/netboot"
printf '#!ipxe\nkernel bzImage %s\ninitrd initrd.gz\nboot\n' "$line" >"$www/netboot/netboot.ipxe"
(cd "$www/netboot" && sha256sum -- * >SHA256SUMS)
tar -C "$www/tree" -czf "$www/image.tar.gz" .
make_ca
serve "listen 443 ssl; ssl_certificate $dir/server.pem; ssl_certificate_key $dir/server.key;"

loads_all_from() { # URL CLAIM
	acquire nixos.url="$1/tree" nixos.sha256="$(pin_of "$www/tree/SHA256SUMS")"
	loads "a tree $2"
	acquire nixos.url="$1/netboot/netboot.ipxe" nixos.sha256="$(pin_of "$www/netboot/SHA256SUMS")"
	loads "a script $2"
	acquire nixos.url="$1/image.tar.gz" nixos.sha256="$(pin_of "$www/image.tar.gz")"
	loads "a tarball $2"
}
loads_all_from https://server.test 'by https'
acquire nixos.ca=none nixos.url=https://server.test/tree nixos.sha256="$(pin_of "$www/tree/SHA256SUMS")"
refuses E-FETCH-TLS 'by https where no certificate is good'

dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --enable-tftp --tftp-root="$www" --user=root --listen-address=127.0.0.1 \
	--bind-interfaces >"$dir/dnsmasq.log" 2>&1 &
wait_for 10 sh -c 'ss -Hlun | grep -q :69'
loads_all_from tftp://127.0.0.1 'by tftp'
acquire nixos.url=tftp://127.0.0.1/none nixos.sha256="$kernel"
refuses E-FETCH-HTTP 'no such file by tftp'

# in the initrd itself, through a link that means its own root
mkdir "$root/image"
mount --bind "$www" "$root/image"
ln -s /image "$root/link"
loads_all_from file:///link 'of the initrd'
acquire nixos.url=file:///image/none nixos.sha256="$kernel"
refuses E-DISK-FILE 'no such file'
mv "$www/netboot" "$www/a+b c"
(cd "$www/a+b c" && sha256sum netboot.ipxe initrd.gz bzImage >SHA256SUMS)
acquire nixos.url=file:/image/a+b%20c/netboot.ipxe nixos.sha256="$(pin_of "$www/a+b c/SHA256SUMS")"
loads 'a name that is encoded'
mkfifo "$www/fifo"
acquire nixos.url=file:///image/fifo nixos.sha256="$kernel"
refuses E-DISK-FILE 'a FIFO, without waiting for a writer'

# --- names that stand for this machine's own ---
ip link add eth7 address 52:54:00:ab:cd:ef type veth peer name eth3 address 52:54:00:00:00:03
ip link set eth7 up && ip link set eth3 up
mkdir "$root/sys"
mount -t sysfs sys "$root/sys"
pin=$(pin_of "$www/tree/SHA256SUMS")
finds() { # FOLDER WORD...
	mv "$www/tree" "$www/$1"
	claim=$1
	shift
	acquire nixos.sha256="$pin" "$@"
	mv "$www/$claim" "$www/tree"
	loads "the folder $claim by $*"
}
url=http://127.0.0.1
finds 52:54:00:00:00:03 nixos.url=$url/'${mac}'
ip route add default dev eth7
finds 52:54:00:ab:cd:ef nixos.url=$url/'${mac}/'
says 'here that is http://127.0.0.1/52%3A54%3A00%3Aab%3Acd%3Aef/'
finds 02:00:00:00:00:01 nixos.url=$url/'${mac}' BOOTIF=01-02-00-00-00-00-01
finds "$(uname -m)-box.test" nixos.url=$url/'${arch}-${hostname}' ip=192.0.2.2::192.0.2.1:24:box.test:eth7
finds "$(uname -n)" nixos.url=$url/'${hostname}'
finds "$(uname -m)" nixos.url='file:///image/${arch}'
if [ -s "$root/sys/class/dmi/id/product_uuid" ] && uuid=$(cat "$root/sys/class/dmi/id/product_uuid" 2>/dev/null); then
	finds "$(echo "$uuid" | tr "[:upper:]" "[:lower:]")" nixos.url=$url/'${uuid}'
fi
if [ ! -e "$root/sys/class/dmi/id/product_serial" ]; then
	acquire nixos.sha256="$pin" nixos.url=$url/'${serial}'
	refuses E-CONFIG-URL 'a serial number that this machine does not have'
	says 'this machine has no \$\{serial\}'
fi
acquire nixos.sha256="$pin" nixos.url=$url/'${ip}'
refuses E-CONFIG-VALUE 'a name that means nothing'
