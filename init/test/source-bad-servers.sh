#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever a server does, the image that is loaded is the right one, or none is; and the next mirror is asked.
# shellcheck disable=SC1091,SC2154  # what source-lib.sh sets
. "${0%/*}/source-lib.sh"

mkdir "$www/first"
head -c 3000001 /dev/urandom >"$www/first/initrd.gz" # what is replaced while it is fetched
make_tree "$www/tree"
cp "$www/tree/initrd.gz" "$www/first/initrd.gz.new"
cp -r "$www/tree" "$www/bad"
truncate -s 2999999 "$www/bad/initrd.gz" && printf XY >>"$www/bad/initrd.gz"
serve
perl init/test/fault-server 8000 "$www" >"$dir/asked" &
wait_for 10 sh -c 'ss -Hltn | grep -q :8000'
good=http://127.0.0.1/tree
bad=http://127.0.0.1:8000
pin=$(pin_of "$www/tree/SHA256SUMS")

# A list that sends the large file by way of the fault, as a netboot.ipxe may.
by() { # FAULT FILE
	mkdir -p "$www/by"
	cp "$www/tree/bzImage" "$www/by"
	printf '#!ipxe\nkernel bzImage %s\ninitrd %s/%s/%s\nboot\n' "$line" "$bad" "$1" "$2" >"$www/by/netboot.ipxe"
	(cd "$www/by" && sha256sum bzImage netboot.ipxe >SHA256SUMS)
	echo "$initrd  initrd.gz" >>"$www/by/SHA256SUMS"
	: >"$dir/asked"
	acquire nixos.url=http://127.0.0.1/by/netboot.ipxe nixos.sha256="$(pin_of "$www/by/SHA256SUMS")" ${3:+"$3"}
}
asked() { # COUNT REGEX
	[ "$(grep -Ec "$2" "$dir/asked")" = "$1" ] || { cat "$dir/asked"; fail "not asked $1 times: $2"; }
}

by breaks tree/initrd.gz
loads 'after three resets'
asked 4 'GET /breaks'
asked 1 'bytes=2250000- "one"|bytes=22500[0-9]*- "one"'
says 'going on at byte 7500'
by changes first/initrd.gz
loads 'what changed between two ranges, anew'
says 'it changed, or cannot be taken up in the middle: from the beginning'
by forgets tree/initrd.gz
loads 'what nobody says to be the same, anew'
asked 2 'GET /forgets/tree/initrd.gz  $'
says 'going on at byte 0'
by busy tree/initrd.gz
loads 'from a server that says when to come back'
says 'status 503; going on at byte 0 in [0-9]+ s'
by dated tree/initrd.gz
loads 'from one that says so by the clock on its own wall'
says 'status 503; going on at byte 0 in [34] s'
by closed tree/initrd.gz
refuses E-FETCH-HTTP 'from one that says so for too long'
asked 1 'GET /closed'
printf 'MemTotal: 2000000 kB\nMemAvailable: 100000 kB\n' >"$dir/meminfo"
mount --bind "$dir/meminfo" "$root/proc/meminfo"
by endless tree/initrd.gz
refuses E-FETCH-TOO-LARGE 'what does not end, when memory does'
by huge tree/initrd.gz
refuses E-RAM 'what claims to have 5 GiB'
asked 0 'GET /huge'
head -c 150000000 /dev/zero | gzip -1 >"$www/bomb.tar.gz"
acquire nixos.url=http://127.0.0.1/bomb.tar.gz nixos.sha256="$(pin_of "$www/bomb.tar.gz")"
refuses E-FETCH-TOO-LARGE 'a decompression bomb'
umount "$root/proc/meminfo"
by html tree/initrd.gz
refuses E-FETCH-HTML 'a web page'
acquire nixos.url=$bad/huge/tree nixos.sha256="$pin"
refuses E-FETCH-TOO-LARGE 'a list of 5 GiB'

# --- mirrors ---
acquire nixos.url=http://127.0.0.1/bad nixos.url=$good nixos.sha256="$pin"
loads 'from the second mirror, as the first one has a wrong file'
says '^next: sha256 is [0-9a-f]{64}, SHA256SUMS says'
acquire nixos.url=$bad/closed/tree nixos.url=http://127.0.0.1/none nixos.url=http://127.0.0.1:9/ nixos.url=$good nixos.sha256="$pin"
loads 'from the fourth mirror'
acquire nixos.url=http://127.0.0.1/bad nixos.url=http://127.0.0.1/bad nixos.sha256="$pin"
refuses E-VERIFY-DIGEST 'two wrong ones'

# kernel and initrd of different builds, each good by itself
cp -r "$www/tree" "$www/mixed"
cp "$www/first/initrd.gz" "$www/mixed/initrd.gz"
acquire nixos.url=http://127.0.0.1/mixed nixos.sha256="$pin"
refuses E-VERIFY-DIGEST "another build's initrd"
acquire nixos.url=http://127.0.0.1/mixed nixos.sha256="$(cd "$www/mixed" && sha256sum initrd.gz kexec-boot bzImage | sha256sum | cut -d' ' -f1)"
refuses E-VERIFY-DIGEST 'a list that was made anew, but is another one'
