#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: closure-equals-modprobe.sh [MODULES_DIR...]
#
# What mkinitrd takes along for a module is what modprobe would load; and for all modules
# together, libkmod finds in our index files what it finds in depmod's.  EVERY=1 compares
# the closure of every module, not of every tenth.
set -eu
export LC_ALL=C
top=$(cd "$(dirname "$0")/../.." && pwd)
mkinitrd=$(realpath "${MKINITRD:-$top/out/x86_64/mkinitrd}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

result() { # NAME STATUS
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

# The modules that modprobe would insert for $2 from the root $1.  Their order is not
# depmod's where several are right.
would_load() {
	modprobe -d "$1" -S "$version" -C /dev/null --show-depends "$2" 2>/dev/null |
		sed -n 's|^insmod .*/'"$version"'/\([^ ]*\).*|\1|p' | sort -u
}

# A root with depmod's files, and a folder as a package ships it, with none of them.
prepare() {
	mkdir -p "$work/reference/lib/modules/$version" "$work/bare/$version" "$work/ours"
	cp -r "$modules/." "$work/reference/lib/modules/$version"
	for f in "$modules"/*; do
		case ${f##*/} in
		modules.order | modules.builtin) ln -s "$f" "$work/bare/$version" ;;
		modules.* | build | source) ;;
		*) cp -r "$f" "$work/bare/$version" ;;
		esac
	done
	depmod -b "$work/reference" "$version"
	find "$work/bare" -name '*.ko*' | sed 's|.*/||; s|\.ko.*||' | sort >"$work/names"
}

closure_of() {
	"$mkinitrd" modules -o "$work/one.cpio" --kernel-modules "$work/bare/$version" --name "$1"
	"$mkinitrd" list "$work/one.cpio" | sed -n "s|^lib/modules/$version/\(.*\.ko.*\)|\1|p"
}

# modprobe 30 reads the first softdep line of a module only, and knows no weakdep: where
# one of the modules has such lines, more may come along.  Nothing may be missing.
compare_closures() {
	awk -v every="${EVERY:-10}" 'NR % every == 0' "$work/names" >"$work/some"
	while read -r name; do
		s=0
		closure_of "$name" | sort >"$work/planned"
		would_load "$work/reference" "$name" >"$work/wanted"
		[ -z "$(comm -13 "$work/planned" "$work/wanted")" ] || s=1
		if [ -n "$(comm -23 "$work/planned" "$work/wanted")" ]; then
			sed "s|^|$work/bare/$version/|" "$work/wanted" | xargs modinfo |
				grep -E '^(soft|weak)dep:' >/dev/null || s=1
		fi
		result "$version: the closure of $name is modprobe's" "$s"
	done <"$work/some"
}

compare_indexes() {
	sed 's/^/--name /' "$work/names" | xargs -x -s 1000000 "$mkinitrd" modules \
		-o "$work/all.cpio" --kernel-modules "$work/bare/$version"
	(cd "$work/ours" && cpio -idm --quiet --no-absolute-filenames <"$work/all.cpio")
	for root in reference ours; do
		modprobe -d "$work/$root" -S "$version" -C /dev/null -c 2>/dev/null |
			grep -E '^(alias|softdep) ' | grep -v '^alias symbol:' |
			sort -u >"$work/$root.config"
		while read -r name; do
			would_load "$work/$root" "$name"
		done <"$work/some" >"$work/$root.loads"
	done
	s=0
	[ "$(wc -l <"$work/ours.config")" -gt 100 ] || s=1
	cmp "$work/reference.config" "$work/ours.config" || s=1
	result "$version: libkmod reads the same aliases and soft dependencies" "$s"
	s=0
	cmp "$work/reference.loads" "$work/ours.loads" || s=1
	result "$version: libkmod finds the same dependencies" "$s"
}

if [ $# -eq 0 ]; then
	"$top/qemu-tests/inputs"
	set -- "$top"/build/inputs/kernel-*/lib/modules/*
fi
for modules; do
	version=$(basename "$modules")
	prepare
	compare_closures
	compare_indexes
	rm -rf "${work:?}"/*
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
