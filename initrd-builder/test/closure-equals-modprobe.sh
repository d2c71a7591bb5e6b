#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: closure-equals-modprobe.sh [MODULES_DIR]   in which depmod has been
#
# What mkinitrd takes along for a module is what modprobe would load, its firmware is what
# modinfo names; and for all modules together, libkmod finds in our index files what it
# finds in depmod's.  EVERY=1 asks modprobe about every module, not about every tenth.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 0 ] || set -- "$(realpath "$1")"
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

# "NAME PATH" for each module that modprobe would insert for it.  Their order is not
# depmod's where several are right.
would_load() { # ROOT
	while read -r name; do
		modprobe -d "$1" -S "$version" -C /dev/null --show-depends "$name" 2>/dev/null |
			sed -n 's|^insmod .*/'"$version"'/\([^ ]*\).*|'"$name"' \1|p'
	done <some | sort -u
}

# A folder as a package ships it, without depmod's files, and all firmware that any module
# names: raw and compressed.
prepare() {
	mkdir -p "bare/$version" firmware
	cp -rs "$modules/kernel" "$modules/modules.order" "$modules/modules.builtin" \
		"$modules/modules.builtin.modinfo" "bare/$version"
	find "$modules/kernel" -name '*.ko*' >files
	sed 's|.*/||; s|\.ko.*||' files | sort >names
	awk -v every="${EVERY:-10}" 'NR % every == 0' names >some
	xargs modinfo <files >info
	awk -v root="$modules/" '
		$1 == "filename:" { path = substr($2, length(root) + 1) }
		$1 == "firmware:" { print path, $2 }' info >firmware-of
	awk -v root="$modules/" '
		$1 == "filename:" { path = substr($2, length(root) + 1) }
		/^(soft|weak)dep:/ { print path }' info | sort -u >soft
	cut -d ' ' -f 2 firmware-of | sort -u |
		awk 'BEGIN { split("|.xz|.zst", end, "|") } { print "firmware/" $0 end[NR % 3 + 1] }' >blobs
	sed 's|/[^/]*$||' blobs | sort -u | xargs mkdir -p
	xargs touch <blobs
	sed 's/^/--name /' names | xargs -x -s 1000000 "$mkinitrd" modules -o all.cpio \
		--kernel-modules "bare/$version" --firmware firmware --print-closures >planned
	would_load "$root" >wanted
}

# modprobe 30 reads the first softdep line of a module only, and knows no weakdep: where
# one of the modules has such lines, more may come along.  Nothing may be missing.
compare_closures() {
	awk 'NR == FNR { some[$1]; next } ($1 in some) && $2 !~ /^firmware/' some planned |
		sort -u >ours
	comm -13 ours wanted >missing
	claim "$version: nothing that modprobe loads is missing" diff missing /dev/null
	comm -23 ours wanted | awk '
		FILENAME == "soft" { soft[$1]; next }
		FILENAME == "wanted" { if ($2 in soft) may[$1]; next }
		!($1 in may)' soft wanted - >unasked
	claim "$version: nothing else comes along" diff unasked /dev/null
	claim "$version: that was asked of many modules" test "$(wc -l <some)" -gt 100
}

compare_firmware() {
	awk 'NR == FNR { of[$1] = of[$1] " " $2; next }
		$2 in of { n = split(of[$2], f); for (i = 1; i <= n; i++) print $1, f[i] }' \
		firmware-of planned | sort -u >named
	sed -n 's| firmware/| |p' planned | sed 's/\.zst$//; s/\.xz$//' | sort -u >taken
	claim "$version: firmware is what modinfo names" cmp named taken
	claim "$version: there was some" test -s taken
}

compare_indexes() {
	"$mkinitrd" extract -C extracted all.cpio
	for one in "$root" extracted; do
		modprobe -d "$one" -S "$version" -C /dev/null -c 2>/dev/null |
			grep -E '^(alias|softdep) ' | grep -v '^alias symbol:' | sort -u >"config.${one##*/}"
	done
	claim "$version: there are aliases" test "$(wc -l <config.extracted)" -gt 100
	claim "$version: libkmod reads the same aliases and soft dependencies" \
		cmp "config.${root##*/}" config.extracted
	would_load extracted >loads
	claim "$version: libkmod finds the same dependencies" cmp wanted loads
}

if [ $# -eq 0 ]; then
	"$top/qemu-tests/inputs"
	set -- "$top"/build/inputs/kernel-*/lib/modules/*
fi
for modules; do
	version=${modules##*/}
	root=${modules%/lib/modules/*}
	prepare
	compare_closures
	compare_firmware
	compare_indexes
	rm -rf "${work:?}"/*
done
totals
