# SPDX-License-Identifier: MIT
# lib-demo.sh - follows a console file and shows one live line a step: its time, what it says last. Sourced by demo.
#   live=1     the terminal can rewrite its last line; erase= does it       live=0  plain lines
#   verbose=1  the whole console, too                                       width=  of what a step says
# shellcheck shell=sh disable=SC2154

now_cs() { # hundredths of a second
	IFS=' .' read -r now_s now_f _ </proc/uptime
	# A leading zero would make it octal.
	echo $((now_s * 100 + ${now_f#0}))
}

seconds() { printf '%d.%d' $(($1 / 100)) $(($1 / 10 % 10)); } # HUNDREDTHS

# --- steps -----------------------------------------------------------------------------------------------------------

step='' step_text='' step_started=0 table=''

step_show() { # END-OF-LINE
	spent=$(($(now_cs) - step_started))
	printf '%s%-22s %6s s  %s%s' "$erase" "$step" "$(seconds $spent)" "$(printf '%s' "$step_text" | cut -c1-"$width")" "$1"
}

step_tick() { [ "$live" = 0 ] || [ -z "$step" ] || step_show ''; }

step_say() { # TEXT: what the running step is at
	step_text=$1
	[ "$live" = 1 ] || [ "$verbose" = 1 ] || case $1 in
	*' 0.0 of 0.0 '*) ;;
	*' MiB/s'*) step_show '
' ;;
	esac
	step_tick
}

step_end() {
	[ -n "$step" ] || return 0
	step_show '
'
	table="$table$(printf '%-22s %6s s' "$step" "$(seconds $spent)")
"
	step=''
}

step_begin() { # NAME [TEXT]
	[ "$1" != "$step" ] || return 0
	step_end
	step=$1 step_text=${2:-} step_started=$(now_cs)
	step_tick
}

# --- the console -----------------------------------------------------------------------------------------------------

# What is after "takeover: 3.214 ".
stage_two_line() { # TEXT
	case $1 in
	step=devices*) step_begin 'stage two: devices' ;;
	step=network*) step_begin 'stage two: network' ;;
	step=fetch*) step_begin 'stage two: fetch' ;;
	step=load*) step_begin 'stage two: load' ;;
	step=jump*) step_begin 'target: kernel' ;;
	network:* | fetch:* | verify:* | load:* | jump:* | E-*) step_say "$1" ;;
	esac
}

console_line() { # LINE
	[ "$verbose" = 0 ] || printf '%s\n' "$1"
	case $1 in
	*'HOST: Debian'*)
		step_say "${1##*HOST: }"
		step_begin 'host: takeover boot'
		;;
	*'[ok] '* | *'[--] '*) step_say "$(printf '%s' "$1" | sed 's/.*\(\[[ok-]*\]\)/\1/')" ;;
	*'machine will boot into nixos'*) step_begin 'host: counts down' "$1" ;;
	*'takeover: '[0-9]*' '*)
		said=${1##*takeover: }
		stage_two_line "${said#* }"
		;;
	*'Linux version '*) [ "$step" != 'host: counts down' ] || step_begin 'stage two: kernel' ;;
	# Its kernel is quiet; this is what its stage 1 says first.
	*'Welcome to '* | *'<<< NixOS Stage 1'*) [ "$step" != 'target: kernel' ] || step_begin 'target: stage 1' ;;
	*'<<< NixOS Stage 2'*) [ "$step" != 'target: stage 1' ] || step_begin 'target: stage 2' ;;
	# It failed and has said why: nobody wants to watch the countdown.
	*'rescue: reboot in '* | *'script ended with status '[1-9]*) kill "$vm_pid" 2>/dev/null || : ;;
	*'checking '* | *'FIXTURE '*) step_say "${1##*FIXTURE }" ;;
	esac
}

# Reads FILE as it grows until the machine has ended, a bit at a time so that the clock runs on.
follow() { # FILE
	line=''
	while :; do
		ended=0
		vm_running || ended=1
		# At the end of what is there, read fails and leaves what it got of an unfinished line.
		while IFS= read -r part <&6; do
			console_line "$(printf '%s' "$line$part" | tr -d '\r\000-\010\016-\037')"
			line=''
		done
		line=$line$part
		[ $ended = 0 ] || break
		step_tick
		sleep 0.2
	done 6<"$1"
	step_end
}
