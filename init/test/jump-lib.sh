# SPDX-License-Identifier: MIT
# Sourced first by jump-*.sh: the worker that jumps, in namespaces whose /sys is a folder. The jump itself fails there.
# shellcheck shell=sh disable=SC2034,SC2154
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
probe=$dir/probe log=$dir/log sys=$dir/sys
"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -Iinit -static -O1 -w -o "$probe" init/test/jump_probe.c init/step/jump.c init/step/report.c \
	init/sys/io.c init/sys/process.c init/sys/links_down.c init/sys/net_cards.c init/sys/watchdog.c \
	init/sys/kexec_file.c init/pure/*.c init/base/*.c
mkdir -p "$sys/class/net"

fail() {
	echo "${0##*/}: $*" >&2
	sed 's/^/  | /' "$log" >&2
	exit 1
}

card() { # LINK DEVICE BUS DRIVER: as sysfs shows it
	device=$sys/devices/$2
	mkdir -p "$device" "$sys/bus/$3/drivers/$4" "$sys/bus/$3/devices" "$sys/class/net/$1"
	ln -sfn "../../../devices/$2" "$sys/bus/$3/devices/$2"
	ln -sfn "../../bus/$3" "$device/subsystem"
	ln -sfn "../../bus/$3/drivers/$4" "$device/driver"
	ln -s "../../../devices/$2" "$sys/class/net/$1/device"
	: >>"$sys/bus/$3/drivers/$4/unbind"
	: >>"$sys/bus/$3/drivers_probe"
}

# The reboot(2) of a PID namespace knows no kexec, whoever calls it.
jump() {
	# shellcheck disable=SC2016  # the inner shell's
	! timeout 120 unshare --user --map-root-user --mount --net --pid --fork --kill-child sh -euc \
		'mount --bind "$1" /sys && exec "$2"' sh "$sys" "$probe" >"$log" 2>&1 || fail 'it jumped'
}

says() { grep -qx -- "$1" "$log" || fail "it does not say: $1"; }
