#!/bin/sh
# SPDX-License-Identifier: MIT
# builder-lib.sh - what the builder's rows share: the peers, and runs in turns by CPU time. Sourced behind lib.sh.
# shellcheck disable=SC2034,SC2154
peers=$PWD/build/bench/peers
top=$PWD
qemu-tests/inputs
qemu-tests/bench/builder-peers
mkinitrd=$PWD/$OUT/mkinitrd
cpu_time=$peers/cpu_time
gcc -O2 -o "$cpu_time" qemu-tests/bench/cpu_time.c
cd "$WORK" || exit 1


# Each WAY.sh writes ./output, or something on stdout. All of them in turns, RUNS times: the CPU seconds of the runs go
# into WAY.cpu, those that went by into WAY.wall.
in_turns() { # RUNS WAY...
	runs=$1
	shift
	for way; do
		: >"$way.cpu"
		: >"$way.wall"
	done
	run=0
	while [ $run -lt "$runs" ]; do
		for way; do
			rm -f output
			"$cpu_time" "./$way.sh" 3>took >"$way.out" 2>"$way.err"
			[ -e output ] || [ -s "$way.out" ] || return 1
			cut -d ' ' -f 1 took >>"$way.cpu"
			cut -d ' ' -f 2 took >>"$way.wall"
		done
		run=$((run + 1))
	done
}

# A way as a program of its own, so that nothing of this shell is measured.
way() { # NAME COMMAND-LINE [FOLDER]
	printf '#!/bin/sh\ncd %s && exec %s\n' "${3:-.}" "$2" >"$1.sh"
	chmod +x "$1.sh"
}

compared() { # FIGURE OURS PEER PEER'S-NAME [BUDGET]
	figure "$1" "$(median <"$2.cpu")" 's CPU' "peer=$4" "peer_value=$(median <"$3.cpu")" \
		"spread=$(spread <"$2.cpu")" ${5:+"budget=$5"} \
		"note=by the clock $(median <"$2.wall") and $(median <"$3.wall") s"
}

# A command of one of the small Debians, as root in it.
in_debian_command() { # NAME COMMAND-LINE
	map=--map-root-user
	[ "$(id -u)" -ne 0 ] || map=
	printf "unshare $map --mount --pid --fork --root '%s' --mount-proc --wd / sh -c '%s'" "$peers/$1" "$2"
}
in_debian() { # NAME COMMAND-LINE
	eval "$(in_debian_command "$1" "$2")"
}
