#!/bin/sh
# SPDX-License-Identifier: MIT
# Each code of takeover-init(8) is provoked by a test that looks for its block on more than one console.
set -eu
cd "$(dirname "$0")/../.."
page=man/takeover-init.8
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

sed -En 's/^(provoke|expect_block) (E-[A-Z-]*).*/\2/p' init/test/stage2-blames-*.sh qemu-tests/cases/*.sh |
	sort >"$dir/provoked"
sed -n '/^\.It Er /{s///;s/\\//g;p;}' $page | sort >"$dir/page"
[ -s "$dir/page" ] || { echo "found no code in $page"; exit 1; }
diff -u --label $page --label provoked "$dir/page" "$dir/provoked"
