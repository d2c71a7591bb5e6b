#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover publish` makes the list that stage two wants, and says the words that boot it.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=${OUT:-out/${ARCH:-x86_64}}/takeover

publish() { # STATUS WORD...
	want=$1 status=0
	shift
	timeout 60 "$takeover" publish "$@" >"$dir/out" 2>&1 || status=$?
	must "status $want of: $*" test $status = "$want"
}

tree=$dir/tree
mkdir "$tree" "$tree/folder"
init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05/init
# shellcheck disable=SC2016,SC1003  # the script's own
printf '%s\n' '#!/bin/sh' 'kexec --load $SCRIPT_DIR/bzImage --initrd=$SCRIPT_DIR/initrd.gz \' \
	"  --command-line \"init=$init root=fstab\"" 'kexec -e' >"$tree/kexec-boot"
cp "${O:-build}/../qemu-tests/README.md" "$tree/initrd" # any bytes
head -c 4096 /dev/zero >"$tree/bzImage"
publish 1 "$tree"
must 'a kernel that is none is found out' says 'E-SOURCE-KERNEL '
fake_kernel "$tree/bzImage" 6.1.0-test
publish 1 "$tree"
must 'a name that nobody would ask for is found out' says "E-TRUST-PARTIAL $tree/initrd: kexec-boot speaks of initrd.gz: rename it"
mv "$tree/initrd" "$tree/initrd.gz"
publish 0 "$tree" --url http://example.org/t
(cd "$tree" && sha256sum bzImage initrd.gz kexec-boot >"$dir/expected")
must 'the sums are those of sha256sum' cmp "$dir/expected" "$tree/SHA256SUMS"
pin=$(sha256sum <"$tree/SHA256SUMS")
must 'the words for a host' says "takeover boot --url http://example.org/t --sha256 ${pin%% *}"
must 'the words for an entry' says "nixos.url=http://example.org/t nixos.sha256=${pin%% *}"
publish 0 "$tree"
must 'it may be done again' cmp "$dir/expected" "$tree/SHA256SUMS"
publish 0 "$tree/initrd.gz"
pin=$(sha256sum <"$tree/initrd.gz")
must 'a file is pinned itself' says "--sha256 ${pin%% *}"
publish 1 "$dir/nothing"
publish 2
mkdir "$dir/empty"
publish 1 "$dir/empty"
must 'a folder without an image is none' says 'no image: neither kexec-boot nor netboot.ipxe'
must 'and gets no list' test ! -e "$dir/empty/SHA256SUMS"
