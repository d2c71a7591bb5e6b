#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: applets-equal-busybox.sh BUSYBOX LIST
#
# The list from which an archive's symlinks are made is what busybox says of itself.
set -eu
export LC_ALL=C

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" --list | grep -vx busybox | sort >"$work/applets"
if grep -v '^#' "$2" | diff -u - "$work/applets"; then
	echo "1 passed, 0 failed"
else
	echo "FAIL the list of applets is busybox's own"
	echo "0 passed, 1 failed"
	exit 1
fi
