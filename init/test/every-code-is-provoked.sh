#!/bin/sh
# SPDX-License-Identifier: MIT
# Each code of takeover-init(8) is provoked by a test that looks for its block on more than one console.
set -eu
cd "$(dirname "$0")/../.."
page=man/takeover-init.8
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Those that are not:
cat >"$dir/others" <<'END'
E-DEV-MODULES  a line, after which the boot goes on; a failure only if libkmod cannot allocate its context
E-JUMP-FAILED  reboot(2) came back from a kernel that is loaded
END
{
	sed -En 's/^(provoke|expect_block) (E-[A-Z-]*).*/\2/p' init/test/stage2-blames-*.sh qemu-tests/cases/*.sh
	cut -d' ' -f1 "$dir/others"
} | sort >"$dir/provoked"
sed -n '/^\.It Er /{s///;s/\\//g;p;}' $page | sort >"$dir/page"
[ -s "$dir/page" ] || { echo "found no code in $page"; exit 1; }
diff -u --label $page --label provoked "$dir/page" "$dir/provoked"
