#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: applets-equal-busybox.sh [BUSYBOX]
#
# The list from which the base archive's symlinks are made is what busybox says of itself.
set -eu
export LC_ALL=C
top=$(cd "$(dirname "$0")/../.." && pwd)
busybox=${1:-$top/build/deps/x86_64/out/bin/busybox}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$busybox" --list >"$work/said"
# modprobe is /init's: busybox's reads no compressed module
grep -vx -e busybox -e modprobe "$work/said" | sort >"$work/applets"
grep -v '^#' "$top/initrd-builder/base/busybox.applets" >"$work/listed"
diff -u "$work/listed" "$work/applets"
