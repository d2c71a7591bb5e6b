#!/bin/sh
# SPDX-License-Identifier: MIT
# Every form in which an image is published is told by its content, and taken whole or not.
# shellcheck disable=SC1091,SC2154,SC2016  # what source-lib.sh sets; scripts' own variables
. "${0%/*}/source-lib.sh"

make_tree "$www/tree"
serve 'location /old/ { return 302 http://server.test/tree/; }'
url=http://127.0.0.1

# --- the folder, by any of its names ---
pin=$(pin_of "$www/tree/SHA256SUMS")
acquire nixos.url=$url/tree/ nixos.sha256="$pin"
loads 'a folder with a slash'
acquire nixos.url=$url/tree nixos.sha256="$pin"
loads 'a folder without'
acquire nixos.url=$url/tree nixos.sha256="$kernel"
refuses E-VERIFY-DIGEST 'another pin'
acquire nixos.url=$url/none nixos.sha256="$pin"
refuses E-FETCH-HTTP 'nothing there'

# --- netboot.ipxe ---
mkdir "$www/netboot"
cp "$www/tree/bzImage" "$www/netboot/bzImage-x86_64-linux"
cp "$www/tree/initrd.gz" "$www/netboot/initrd"
script() { # KERNEL-URL INITRD-LINES
	printf '#!ipxe\n# a comment\nkernel %s %s initrd=initrd ${cmdline}\n%b\nboot\n' "$1" "$line" "$2" \
		>"$www/netboot/netboot.ipxe"
	(cd "$www/netboot" && sha256sum -- [!S]* >SHA256SUMS)
	pin=$(pin_of "$www/netboot/SHA256SUMS")
}
script bzImage-x86_64-linux 'initrd initrd'
acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$pin"
loads 'a script'
acquire nixos.url=$url/netboot/ nixos.sha256="$pin"
loads 'a folder with a script'
acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$(pin_of "$www/netboot/netboot.ipxe")"
refuses E-TRUST-PARTIAL 'a pin of the script alone'
cp "$www/netboot/initrd" "$www/elsewhere"
script http://server.test/netboot/bzImage-x86_64-linux 'initrd /netboot/initrd'
acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$pin"
loads 'absolute URLs'
script bzImage-x86_64-linux 'initrd http://127.0.0.1/elsewhere'
acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$pin"
refuses E-TRUST-PARTIAL 'a file that the list does not name'
printf 'abcde' >"$www/netboot/first"
script bzImage-x86_64-linux 'initrd first\ninitrd initrd'
acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$pin"
whole=$initrd initrd=$({ printf 'abcde\0\0\0'; cat "$www/netboot/initrd"; } | sha256sum | cut -d' ' -f1)
loads 'two initrds, the second at a multiple of four'
initrd=$whole
for bad in 'chain http://other.test/' 'initrd ${base}/initrd' 'initrd initrd\nkernel bzImage x'; do
	script bzImage-x86_64-linux "$bad"
	acquire nixos.url=$url/netboot/netboot.ipxe nixos.sha256="$pin"
	refuses E-SOURCE-SCRIPT "$bad"
done

# --- kexec tarballs ---
mkdir -p "$dir/x/kexec" "$dir/y"
cp "$www/tree/bzImage" "$dir/x/kexec/"
cp "$www/tree/initrd.gz" "$dir/x/kexec/initrd"
cp "$www/tree/kexec-boot" "$www/tree/bzImage" "$www/tree/initrd.gz" "$dir/y"
cat >"$dir/x/kexec/run" <<END
#!/bin/sh
set -e
init="/nix/store/abc-nixos/init"
kernelParams="'console=ttyS0,115200' 'loglevel=4'"
"\$SCRIPT_DIR/kexec" --load "\$SCRIPT_DIR/bzImage" --initrd="\$SCRIPT_DIR/initrd" --command-line "init=\$init \$kernelParams"
END
pack() { # FROM MEMBER...
	from=$1
	shift
	tar -C "$dir/$from" -cf "$dir/plain.tar" "$@"
	rm -f "$www"/t.tar*
}
make() { # FILE: as its name says
	case $1 in
	*.gz) gzip -1 -n ;;
	*.xz) xz -0 ;; # takes 2 s of what is random
	*.zst) zstd -q -3 ;;
	*) cat ;;
	esac <"$dir/plain.tar" >"$www/$1"
}
takes() { # FILE CLAIM
	[ -e "$www/$1" ] || make "$1"
	acquire nixos.url="$url/$1" nixos.sha256="$(pin_of "$www/$1")"
	loads "$2"
}
pack x kexec
for form in tar tar.gz tar.xz tar.zst; do takes t.$form "nixos-images' tarball as $form"; done
for order in 'run bzImage initrd' 'initrd run bzImage' 'bzImage initrd run'; do
	set --
	for name in $order; do set -- "$@" "kexec/$name"; done
	pack x "$@"
	takes t.tar.gz "in the order $order"
done
pack y .
takes t.tar.zst "nixpkgs' tarball"
cp "$www/t.tar.zst" "$www/initrd.cpio"
takes initrd.cpio 'whatever it is called'
acquire nixos.url="$url/t.tar.zst" nixos.sha256="$(pin_of "$dir/plain.tar")"
refuses E-VERIFY-DIGEST 'a pin of what is inside'
truncate -s -1000 "$www/t.tar.zst"
acquire nixos.url="$url/t.tar.zst" nixos.sha256="$(pin_of "$www/t.tar.zst")"
refuses E-FETCH-SHORT 'a tarball that is cut off'
pack x kexec/run kexec/initrd
make t.tar
acquire nixos.url="$url/t.tar" nixos.sha256="$(pin_of "$www/t.tar")"
refuses E-SOURCE-ARCHIVE 'a tarball without a kernel'
ln -sf /etc/passwd "$dir/x/kexec/initrd"
pack x kexec
make t.tar
acquire nixos.url="$url/t.tar" nixos.sha256="$(pin_of "$www/t.tar")"
refuses E-SOURCE-ARCHIVE 'a link for an initrd'

# its signature, or that of the list beside it
pack y .
make t.tar.gz
make t.tar.zst
minisign -G -W -p "$dir/pub" -s "$dir/key" >/dev/null
key=$(tail -n 1 "$dir/pub")
acquire nixos.url="$url/t.tar.gz" nixos.key="$key"
refuses E-FETCH-HTTP 'nobody has signed'
minisign -S -s "$dir/key" -m "$www/t.tar.gz" >/dev/null
acquire nixos.url="$url/t.tar.gz" nixos.key="$key"
loads 'a tarball that is signed'
cp "$www/t.tar.gz.minisig" "$www/t.tar.zst.minisig"
acquire nixos.url="$url/t.tar.zst" nixos.key="$key"
refuses E-VERIFY-SIGNATURE 'the signature of another one'
rm "$www"/*.minisig
(cd "$www" && sha256sum t.tar.* >SHA256SUMS)
minisign -S -s "$dir/key" -m "$www/SHA256SUMS" >/dev/null
acquire nixos.url="$url/t.tar.zst" nixos.key="$key"
loads 'a tarball whose list is signed'
gzip -2 -n <"$dir/plain.tar" >"$www/t.tar.gz"
acquire nixos.url="$url/t.tar.gz" nixos.key="$key"
refuses E-VERIFY-DIGEST 'a tarball that the signed list does not mean'

# A few bytes that would fill the memory: what this machine says it has, is where it ends.
printf 'MemTotal: 2000000 kB\nMemAvailable: 100000 kB\n' >"$dir/meminfo"
mount --bind "$dir/meminfo" "$root/proc/meminfo"
head -c 110000000 /dev/zero | zstd -q -1 >"$www/bomb"
acquire nixos.url="$url/bomb" nixos.sha256="$(pin_of "$www/bomb")"
refuses E-FETCH-TOO-LARGE 'a bomb'
