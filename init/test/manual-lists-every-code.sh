#!/bin/sh
# SPDX-License-Identifier: MIT
# takeover-init(8) lists every failure code and every key, and none that does not exist.
set -eu
cd "$(dirname "$0")/../.."
page=man/takeover-init.8
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# E-NONE and E-UNKNOWN are no failures: nobody is ever shown them as one.
grep -o '"E-[A-Z-]*"' init/pure/failure.c | tr -d '"' | grep -vx 'E-NONE\|E-UNKNOWN' |
	sort >"$dir/codes.source"
sed -n '/^\.It Er /{s///;s/\\//g;p;}' $page | sort >"$dir/codes.page"

sed -n 's/.*{ "\(nixos\.[a-z0-9_]*\)", set_.*/\1/p' init/pure/config.c | tr _ - |
	sort >"$dir/keys.source"
sed -n '/^\.It Cm nixos/{s/^\.It Cm \([^ ]*\) .*/\1/;s/\\//g;p;}' $page | sort >"$dir/keys.page"

for list in codes keys; do
	[ -s "$dir/$list.source" ] || { echo "found no $list in the source"; exit 1; }
	diff -u --label source --label $page "$dir/$list.source" "$dir/$list.page"
done
