#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: closure-equals-modprobe.sh MKINITRD MODULES_DIR
#
# For each module of a kernel: what mkinitrd takes along is what modprobe would load.
# For all of them together: libkmod finds in our index files what it finds in depmod's.
set -eu
export LC_ALL=C

mkinitrd=$(realpath "$1")
modules=$(realpath "$2")
version=$(basename "$modules")
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

# The paths below the modules' folder that modprobe would insert for $2, from root $1.
would_load() {
	modprobe -d "$1" -S "$version" -C /dev/null --show-depends "$2" 2>/dev/null |
		sed -n 's|^insmod .*/'"$version"'/\([^ ]*\).*|\1|p' | sort -u
}

reference=$work/reference/lib/modules/$version
mkdir -p "$reference" "$work/ours"
cp -r "$modules/." "$reference"
depmod -b "$work/reference" "$version"

# A bare tree, as a package has it: nothing of depmod's to take answers from.
bare=$work/bare/$version
mkdir -p "$bare"
for f in "$reference"/*; do
	case ${f##*/} in
	modules.order | modules.builtin | modules.builtin.modinfo) ln -s "$f" "$bare" ;;
	modules.*) ;;
	*) cp -r "$f" "$bare" ;;
	esac
done

find "$bare" -name '*.ko*' | sed 's|.*/||; s|\.ko.*||' | sort >"$work/names"

find "$bare" -name '*.ko*' | while read -r file; do
	! modinfo "$file" | grep -qE "^(soft|weak)dep:" || echo "${file##*/}"
done | sed 's|\.ko.*||' >"$work/names.soft"

while read -r name; do
	"$mkinitrd" modules -o "$work/one.cpio" --kernel-modules "$bare" --name "$name"
	"$mkinitrd" list "$work/one.cpio" | sed -n "s|^lib/modules/$version/\(.*\.ko.*\)|\1|p" |
		sort >"$work/planned"
	would_load "$work/reference" "$name" >"$work/wanted"
	# modprobe 30 reads the first softdep line of a module only, and knows no weakdep:
	# where there are such lines, more may come along, but nothing may be missing.
	s=0
	[ -z "$(comm -13 "$work/planned" "$work/wanted")" ] || s=1
	if [ -n "$(comm -23 "$work/planned" "$work/wanted")" ]; then
		grep -qxF "$name" "$work/names.soft" || s=1
	fi
	result "the closure of $name is modprobe's" "$s"
done <"$work/names"

sed 's/^/--name /' "$work/names" |
	xargs -x -s 1000000 "$mkinitrd" modules -o "$work/all.cpio" --kernel-modules "$bare"
(cd "$work/ours" && cpio -idm --quiet --no-absolute-filenames <"$work/all.cpio")

for root in reference ours; do
	modprobe -d "$work/$root" -S "$version" -C /dev/null -c 2>/dev/null |
		grep -E '^(alias|softdep) ' | grep -v '^alias symbol:' | sort -u >"$work/$root.config"
done
cmp -s "$work/reference.config" "$work/ours.config" && s=0 || s=1
result "libkmod reads the same aliases and soft dependencies" "$s"

s=0
while read -r name; do
	would_load "$work/reference" "$name" >"$work/wanted"
	would_load "$work/ours" "$name" | cmp -s - "$work/wanted" || s=1
done <"$work/names"
result "libkmod reads the same dependencies" "$s"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
