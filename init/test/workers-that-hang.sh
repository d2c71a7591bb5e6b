#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: what hangs is given up after 20 s to two minutes
# fetch, decode, parse or verify that do nothing at all are ended, and the loader says which.
# shellcheck disable=SC1091,SC2154  # what workers-lib.sh and source-lib.sh set
. "${0%/*}/workers-lib.sh"

hangs() { # NAME SOURCE CODE WORDS
	enter_lane "$1"
	under "$1 hang" "$2"
	refuses "$3" "$fault"
	says "$4"
}
(hangs parse "$tree" E-WORKER-DIED 'parse: Operation timed out') &
parse=$!
(hangs verify "$tree" E-WORKER-DIED 'verify: Operation timed out') &
verify=$!
(hangs decode "$tarball" E-WORKER-DIED 'decode or verify did nothing for 120 s') &
decode=$!
(
	enter_lane fetch
	under 'fetch hang' "$tree"
	says 'E-FETCH-TIMEOUT .*: nothing came for 120 s'
	loads 'the next fetch'
) &
fetch=$!
for lane in $parse $verify $decode $fetch; do wait "$lane" || fail 'a lane failed: see above'; done
