#!/bin/sh
# SPDX-License-Identifier: MIT
# What the builder's scripts share: sourced first, with $here set to their folder.  They
# run in a folder of their own, $work, and end with `totals`.
# shellcheck disable=SC2034,SC2154
export LC_ALL=C
umask 022
top=$(cd "$here/../.." && pwd)
mkinitrd=${MKINITRD:-$top/out/x86_64/mkinitrd}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
cd "$work" || exit 1

result() { # NAME STATUS
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

claim() { # NAME COMMAND...
	claim_name=$1
	shift
	claim_status=0
	"$@" || claim_status=1
	result "$claim_name" "$claim_status"
}

totals() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
