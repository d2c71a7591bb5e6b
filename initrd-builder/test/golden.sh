#!/bin/sh
# SPDX-License-Identifier: MIT
# Each golden/NAME.spec builds the bytes whose digest is in NAME.sha256, wherever, by
# whomever and whenever; each golden/reject-WHY.spec fails with the words in WHY.stderr
# and leaves nothing behind.
set -eu
unset SOURCE_DATE_EPOCH # the digests are those of its absence
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"
golden=$here/golden

for spec in "$golden"/*.spec; do
	name=$(basename "$spec" .spec)
	s=0
	"$mkinitrd" build -o "$work/out" -D "HERE=$golden" "$spec" 2>"$work/stderr" || s=$?
	case $name in
	reject-*)
		sed "s|^mkinitrd: $golden/[^:]*:||; s|$golden|HERE|g" "$work/stderr" >"$work/said"
		[ "$s" -eq 1 ] && cmp -s "$work/said" "$golden/$name.stderr" &&
			[ "$(find "$work" -name 'out*')" = "" ] && s=0 || s=1
		;;
	*)
		[ "$s" -eq 0 ] && sha256sum <"$work/out" | cmp -s - "$golden/$name.sha256" || s=1
		;;
	esac
	result "golden/$name" "$s"
	[ "$s" -eq 0 ] || cat "$work/stderr"
	rm -f "$work/out"
done

totals
