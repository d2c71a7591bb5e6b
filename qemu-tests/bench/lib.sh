# SPDX-License-Identifier: MIT
# lib.sh - what rows share: figures, medians, one machine. Sourced in the repository's top folder; $ROW is the row's name.
# shellcheck shell=sh disable=SC2034

# One line of JSON. VALUE - is "not measured". Words behind: peer= peer_value= budget= spread= note= skipped=1
figure() { # NAME VALUE UNIT [KEY=VALUE...]
	figure_name=$1 figure_value=$2 figure_unit=$3
	shift 3
	peer='' peer_value='' budget='' spread='' note='' skipped=''
	for figure_word; do
		case $figure_word in
		peer=*) peer=${figure_word#*=} ;;
		peer_value=*) peer_value=${figure_word#*=} ;;
		budget=*) budget=${figure_word#*=} ;;
		spread=*) spread=${figure_word#*=} ;;
		note=*) note=${figure_word#*=} ;;
		skipped=*) skipped=${figure_word#*=} ;;
		esac
	done
	NOTE=$note awk -v name="$figure_name" -v value="$figure_value" -v unit="$figure_unit" -v peer="$peer" \
		-v peer_value="$peer_value" -v budget="$budget" -v spread="$spread" -v skipped="$skipped" '
		function text(s) { gsub(/[\\"]/, "\\\\&", s); gsub(/[\001-\037]/, " ", s); return s == "" ? "null" : "\"" s "\"" }
		function number(s) { return s ~ /^-?[0-9]+(\.[0-9]+)?$/ ? s : "null" }
		BEGIN {
			value = number(value); peer_value = number(peer_value); ratio = "null"
			if (value != "null" && peer_value + 0 > 0) ratio = sprintf("%.3f", value / peer_value)
			ok = value == "null" ? "false" : "true"
			if (budget != "") {
				split(budget, limit, " ")
				judged = peer == "" ? value : ratio
				ok = judged == "null" ? "false" : \
					(limit[1] == "<=" ? judged + 0 <= limit[2] + 0 : judged + 0 >= limit[2] + 0) ? "true" : "false"
			}
			if (skipped) ok = "null"
			printf "{\"name\": %s, \"value\": %s, \"unit\": %s, \"peer\": %s, \"ratio\": %s, \"budget\": %s, \"ok\": %s, " \
				"\"spread\": %s, \"peer_value\": %s, \"note\": %s}\n", text(name), value, text(unit), text(peer), ratio, \
				text(budget), ok, text(spread), peer_value, text(ENVIRON["NOTE"])
		}'
}

# Of the numbers on stdin.
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; else print "-" }'; }
spread() { sort -n | awk 'NR == 1 { low = $1 } { high = $1 } END { if (NR) print (NR > 1 ? low "…" high : low) }'; }

mib() { awk -v bytes="$1" 'BEGIN { printf "%.2f", bytes / 1048576 }'; }
file_bytes() { stat -Lc %s "$1"; }

# --- machines --------------------------------------------------------------------------------------------------------

NAME=bench-$ROW
WORK=$PWD/build/bench/$ROW
OUT=${OUT:-out/x86_64}
export PATH="$PATH:/usr/sbin:/sbin"
mkdir -p "$WORK"
vm_pid='' nginx_pid=''
# shellcheck disable=SC2086,SC2154
trap 'for pid in $vm_pid $nginx_pid; do kill $pid 2>/dev/null || :; done; wait' EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=qemu-tests/vm.sh disable=SC1091
. qemu-tests/vm.sh
# shellcheck source=qemu-tests/lib.sh disable=SC1091
. qemu-tests/lib.sh

# The machine that was started, until the target says that it is whole, or REGEX stands on the console (it will not come
# up), or time is up. Returns 0 only in the first case. It leaves no machine behind.
bench_wait() { # REGEX SECONDS
	ends=$(($(date +%s) + $2))
	while vm_running && [ "$(date +%s)" -lt "$ends" ]; do
		if grep -aEq '^BENCH-(WHOLE|CUT)' "$WORK/verdict" || grep -aEq -- "$1" "$WORK/console"; then break; fi
		sleep 0.3
	done
	kill "$vm_pid" 2>/dev/null || :
	wait "$vm_pid" 2>/dev/null || :
	grep -aq '^BENCH-WHOLE' "$WORK/verdict"
}
