#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever becomes of fetch, decode, parse and verify, and whenever: the loader goes on, says so, and takes the right
# image or none.
# shellcheck disable=SC1091,SC2154  # what workers-lib.sh and source-lib.sh set
. "${0%/*}/workers-lib.sh"

# --- killed at fifty random bytes, by 25 loaders at a time ---
lane() { # NUMBER: two kills each, at a byte as likely in a small file as in a large one
	enter_lane "lane$1"
	perl -e 'srand(shift); print "fetch kill ", int(rand(1 + int(rand(3000000)))), "\n" for 1, 2' "$1" >"$root/faults"
	rounds=0
	while [ -s "$root/faults" ]; do
		rounds=$((rounds + 1))
		[ $rounds -le 2 ] || fail "more rounds than kills"
		acquire "$tree"
		if grep -q '^FAILED' "$log"; then
			refuses E-WORKER-DIED 'killed before its first byte'
		else
			loads "lane $1"
		fi
		cat "$log" >>"$dir/said"
	done
	acquire "$tree"
	loads "lane $1, after two kills"
}
pids=
for number in $(seq 25); do
	(lane "$number") &
	pids="$pids $!"
done
for pid in $pids; do wait "$pid" || fail "a lane failed: see above"; done
log=$dir/said
says 'E-WORKER-DIED .*: fetch ended without a word: killed by signal 9 .*; going on at byte [1-9]'
log=$dir/log

# --- the others, at any byte of what they put out ---
for at in 0 1 11 12 500; do
	under "parse kill $at" "$tree"
	refuses E-WORKER-DIED "$fault"
	under "verify kill $((at / 8))" "$tree"
	refuses E-WORKER-DIED "$fault"
done
for at in 0 1 3000000; do
	under "decode kill $at" "$tarball"
	refuses E-WORKER-DIED "$fault"
done

# --- crashes, silence, nonsense ---
for kind in crash mute garbage; do
	for name in fetch parse verify; do
		under "$name $kind" "$tree"
		case $name-$kind in
		fetch-garbage) refuses E-FETCH-OTHER "$fault" ;;
		*) refuses E-WORKER-DIED "$fault" ;;
		esac
	done
	under "decode $kind" "$tarball"
	refuses E-WORKER-DIED "$fault"
done

# --- floods ---
printf 'MemTotal: 2000000 kB\nMemAvailable: 40000 kB\n' >"$dir/meminfo"
mount --bind "$dir/meminfo" "$root/proc/meminfo"
for name in parse verify; do
	under "$name flood" "$tree"
	refuses E-WORKER-DIED "$fault"
	under "$name more" "$tree"
	refuses E-WORKER-DIED "$fault"
done
under 'decode flood' "$tarball"
refuses E-FETCH-TOO-LARGE "$fault"
under 'decode more' "$tarball"
refuses E-FETCH-TOO-LARGE "$fault"
under 'fetch more' "$tree"
refuses E-FETCH-TOO-LARGE "$fault"
under 'fetch chatter' "$tree"
refuses E-FETCH-OTHER "$fault"
under 'decode chatter' "$tarball"
refuses E-WORKER-DIED "$fault"

# --- lies ---
under 'fetch flip 1000' "$tree"
refuses E-VERIFY-DIGEST "$fault"
for at in 0 33 65; do
	under "verify flip $at" "$tree"
	refuses E-WORKER-DIED "$fault"
done
under 'verify flip 96' "$tree"
refuses E-VERIFY-SIGNATURE 'another digest than that of the list'
for how in outside overflows overlaps; do
	under "parse span $how" "$tarball"
	refuses E-WORKER-DIED "$fault"
done

# and with a second mirror the next try is the good one
under 'parse crash' "$tree" nixos.url=http://127.0.0.1/tree/
loads 'from the second mirror, as parse crashed on the first'
