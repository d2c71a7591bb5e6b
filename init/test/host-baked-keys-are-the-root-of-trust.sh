#!/bin/sh
# SPDX-License-Identifier: MIT
# Keys that a site baked into the archive that its `takeover` carries are what this command holds an image against, too: before
# it leaves, and whatever else it is told.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
out=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}")

for name in site other; do
	minisign -G -W -f -p "$dir/$name.pub" -s "$dir/$name.key" >/dev/null
done
other=$(tail -n 1 "$dir/other.pub")
printf 'dir /etc 0755 0 0\ndir /etc/takeover 0755 0 0\ndir /etc/takeover/keys.d 0755 0 0\nfile /etc/takeover/keys.d/site.pub %s 0644 0 0\n' \
	"$dir/site.pub" >"$dir/spec"
"$out/mkinitrd" build -o "$dir/site.cpio" "$dir/spec"
cat "$out/base.cpio" "$dir/site.cpio" >"$dir/base.cpio"
init/host/attach "${O:-build}/takeover.elf" "$dir/base.cpio" "$dir/takeover"

tree=$dir/tree
mkdir "$tree" "$dir/folder"
chmod 755 "$dir"
# shellcheck disable=SC2016,SC1003  # the script's own
printf '%s\n' '#!/bin/sh' 'kexec --load $SCRIPT_DIR/bzImage --initrd=$SCRIPT_DIR/initrd.gz \' \
	'  --command-line "init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05/init"' 'kexec -e' >"$tree/kexec-boot"
head -c 3000 /dev/zero | tee "$tree/bzImage" >"$tree/initrd.gz"
(cd "$tree" && sha256sum bzImage initrd.gz kexec-boot >SHA256SUMS)
pin=$(sha256sum <"$tree/SHA256SUMS")
pin=${pin%% *}
fake_kernel "$dir/vmlinuz" 6.1.0-test
fake_modules "$dir" 6.1.0-test
serve "$tree"

entry() { # STATUS WORD...
	want=$1 status=0
	shift
	"$dir/takeover" entry --loader ipxe --output "$dir/folder" --kernel "$dir/vmlinuz" --modules "$dir/6.1.0-test" \
		--url http://127.0.0.1:8000 "$@" >"$dir/out" 2>&1 || status=$?
	must "status $want of: $*" test $status = "$want"
}

sign() { # KEY
	minisign -S -s "$dir/$1.key" -x "$tree/SHA256SUMS.minisig" -m "$tree/SHA256SUMS" >/dev/null
}

entry 1 --sha256 "$pin"
must 'a pin alone does not do' says 'takeover: E-FETCH-HTTP http://127.0.0.1:8000/SHA256SUMS.minisig: status 404'
sign site
entry 0
must 'the baked key needs no word' says '     verify: SHA256SUMS: signed by key '
entry 0 --sha256 "$pin"
must 'a pin is a further condition' says "     verify: SHA256SUMS: $pin matches nixos.sha256="
entry 1 --key "$other"
must 'no other key is taken' says "E-CONFIG-VALUE nixos.key=$other: what is baked into the initrd stands"
entry 1 --cmdline nixos.trust=none
must 'nor no trust at all' says 'E-CONFIG-VALUE nixos.trust=none: what is baked into the initrd stands'
sign other
entry 1
must 'a signature by another key is refused' says 'takeover: E-VERIFY-SIGNATURE '
entry 1 --no-preflight --key "$other"
must 'without asking the server, too' says "E-CONFIG-VALUE nixos.key=$other: "
