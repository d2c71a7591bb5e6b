# SPDX-License-Identifier: MIT
# Sourced first by fetch-*.sh: the four programs as whoever starts them sees them.  The
# script goes on as root of a network namespace of its own, so its ports are free.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
program=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}/fetch")

if [ "${IN_NAMESPACE:-0}" = 0 ]; then
	export IN_NAMESPACE=1
	if [ "$(id -u)" -eq 0 ]; then
		exec unshare --net --pid --fork --kill-child --mount-proc "$self"
	fi
	exec unshare --map-root-user --net --pid --fork --kill-child --mount-proc "$self"
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
root=$dir/root
mkdir -p "$root/etc"
for name in fetch decode parse verify; do
	ln -s "$program" "$dir/$name"
done
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up

fail() { # WHY
	echo "$1"
	exit 1
}

must() { # CLAIM COMMAND...
	claim=$1
	shift
	"$@" || fail "not true: $claim ($*)"
}

# Run a program with pipes, as its callers do (a regular file is larger than it may write):
# what it delivers goes to $dir/out, its messages to $dir/messages.
run() { # NAME ARGUMENT...
	name=$1
	shift
	status=0
	{
		{
			"$dir/$name" --root "$root" "$@" 3>&1 >&4 4>&- || status=$?
			echo "$status" >"$dir/status"
		} | cat >"$dir/messages"
	} 4>&1 | cat >"$dir/out"
	read -r status <"$dir/status"
}

# A field of the last message: see struct wire in pure/fetch_msg.c.
last_message() { # kind|result|http|curl|errno|verify|html|text
	case $1 in
	kind) at=4 ;; result) at=8 ;; http) at=12 ;; curl) at=16 ;; errno) at=20 ;;
	verify) at=24 ;; html) at=28 ;; text) at=56 ;;
	esac
	tail -c 312 "$dir/messages" >"$dir/message"
	if [ "$1" = text ]; then
		tail -c "+$((at + 1))" "$dir/message" | tr -d '\0'
	else
		od -An -tu4 -j "$at" -N 4 "$dir/message" | tr -d ' '
	fi
}

messages() { # how many came
	echo $(($(wc -c <"$dir/messages") / 312))
}

wait_for() { # SECONDS COMMAND...
	tries=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "not within its time: $*"
		sleep 0.1
	done
}
