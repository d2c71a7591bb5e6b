#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: extracts-alike.sh [MKINITRD]
#
# A tree of random names, sizes, modes and links comes out of our archive as it went in,
# by GNU cpio, by bsdtar and by ourselves.  The seed is fixed: what fails once fails again.
set -eu
export LC_ALL=C
umask 022
here=$(cd "$(dirname "$0")" && pwd)
mkinitrd=$(realpath "${1:-$here/../../out/x86_64/mkinitrd}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree" "$work/cpio" "$work/bsdtar"

# One line an entry: d|f|x|l, length, name.  Names have blanks, quotes, bytes above 127.
awk 'BEGIN {
	srand(42)
	split("a|b c|.d|e\"f|g'\''h|\303\244|-i|*|TRAILER!!! |~", part, "|")
	dirs = 1; dir[1] = "."
	for (i = 1; i <= 300; i++) {
		name = dir[int(rand() * dirs) + 1] "/" part[int(rand() * 10) + 1] i
		kind = substr("ddffffxxl", int(rand() * 9) + 1, 1)
		if (kind == "d") dir[++dirs] = name
		print kind, int(exp(rand() * 12)), name
	}
}' >"$work/list"
while read -r kind len name; do
	case $kind in
	d) mkdir "$work/tree/$name" ;;
	l) ln -s "$name" "$work/tree/$name" ;;
	*) head -c "$len" /dev/urandom >"$work/tree/$name" ;;
	esac
	[ "$kind" != x ] || chmod +x "$work/tree/$name"
done <"$work/list"

describe() { # FOLDER: mode and name of all, target of links, digest of files
	(
		cd "$1"
		find . -mindepth 1 ! -type l -printf '%m %p\n' | sort
		find . -type l -printf '%p -> %l\n' | sort
		find . -type f -print0 | sort -z | xargs -0 sha256sum
	)
}

echo "tree / \${TREE}" >"$work/spec"
"$mkinitrd" build -o "$work/archive" -D "TREE=$work/tree" "$work/spec"
(cd "$work/cpio" && cpio -idm --quiet <"$work/archive")
(cd "$work/bsdtar" && bsdtar -xf "$work/archive")
"$mkinitrd" verify "$work/archive"
"$mkinitrd" extract -C "$work/ours" "$work/archive"
describe "$work/tree" >"$work/tree.txt"
[ "$(wc -l <"$work/tree.txt")" -gt 400 ]
for tool in cpio bsdtar ours; do
	describe "$work/$tool" >"$work/$tool.txt"
	diff -u "$work/tree.txt" "$work/$tool.txt"
done
[ "$("$mkinitrd" list "$work/archive" | wc -l)" -eq 300 ]

# So it does when data is aligned, which all but the largest names leave room for.
"$mkinitrd" build --align 4096 -o "$work/aligned" -D "TREE=$work/tree" "$work/spec"
"$mkinitrd" verify "$work/aligned"
"$mkinitrd" diff "$work/archive" "$work/aligned"
rm -rf "$work/cpio" "$work/bsdtar"
mkdir "$work/cpio" "$work/bsdtar"
(cd "$work/cpio" && cpio -idm --quiet <"$work/aligned")
(cd "$work/bsdtar" && bsdtar -xf "$work/aligned")
for tool in cpio bsdtar; do
	describe "$work/$tool" >"$work/$tool.txt"
	diff -u "$work/tree.txt" "$work/$tool.txt"
done
head -c 8192 /dev/urandom >"$work/needle"
printf 'dir /a 0755 0 0\nfile /a/b %s 0644 0 0\nfile /a/c %s 0644 0 0\n' "$work/needle" "$work/needle" >"$work/spec"
"$mkinitrd" build --align 4096 -o "$work/aligned" "$work/spec"
for block in 1 4; do
	dd if="$work/aligned" bs=4096 skip=$block count=2 status=none | cmp - "$work/needle"
done
