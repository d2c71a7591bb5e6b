#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a transfer counts as stalled after 30 s
# A server that sends a byte in 10 s, and one that always promises more than it has, are left for the next mirror.
# shellcheck disable=SC1091,SC2154  # what source-lib.sh sets
. "${0%/*}/source-lib.sh"

make_tree "$www/tree"
serve
perl init/test/fault-server 8000 "$www" >"$dir/asked" &
wait_for 10 sh -c 'ss -Hltn | grep -q :8000'

leaves() { # FAULT MAX-TRIES WORDS
	: >"$dir/asked"
	acquire "nixos.url=http://127.0.0.1:8000/$1/tree/" nixos.url=http://127.0.0.1/tree/ nixos.sha256="$(pin_of "$www/tree/SHA256SUMS")"
	says "fetch: http://127.0.0.1:8000/$1/tree/SHA256SUMS: $3"
	says '^next: '
	loads "from the mirror after the one that $1"
	[ "$(wc -l <"$dir/asked")" -le "$2" ] || fail "$1: asked more often than it is worth: $(cat "$dir/asked")"
}
leaves creeps 2 'Operation too slow. Less than 1024 bytes/sec'
leaves short 5 'end of response with 10 bytes missing'
