#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover check` asks every question, says what is in the way and with which code, for people
# and for machines; wrong words are refused before anything is asked.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=${OUT:-out/${ARCH:-x86_64}}/takeover

run() { # STATUS WORD...
	want=$1
	shift
	status=0
	timeout 60 "$takeover" "$@" >"$dir/out" 2>"$dir/err" || status=$?
	must "status $want of: $*" test $status = "$want"
}

# a device of a driver that is known for trouble, beside one that is not, and a watchdog
mount -t tmpfs tmpfs /sys/bus
mkdir -p /sys/bus/pci/devices/0000:00:03.0 /sys/bus/pci/devices/0000:00:04.0 "$dir/mlx4_core" "$dir/e1000"
ln -s "$dir/mlx4_core" /sys/bus/pci/devices/0000:00:03.0/driver
ln -s "$dir/e1000" /sys/bus/pci/devices/0000:00:04.0/driver
mount -t tmpfs tmpfs /sys/class
mkdir -p /sys/class/watchdog/watchdog0
echo 'iTCO_wdt' >/sys/class/watchdog/watchdog0/identity

run 1 check
must 'a namespace is no machine' says '[--] E-HOST-CONTAINER machine: '
must 'the kernel is asked for, too' says ' kernel: '
must 'so are the disks' says ' stay untouched'
must 'trouble is named with its upstream issue' says 'mlx4_core: ConnectX-3 may be found disabled behind a kexec (ipxe/ipxe#916)'
must 'a driver without any is not' test "$(grep -c 'known trouble' "$dir/out")" = 1
must 'the watchdog is found' says '[ok] watchdog: watchdog0 (iTCO_wdt)'
must 'it says that it did nothing' says 'nothing was changed'

run 1 check --json
must 'a document begins' test "$(head -n 1 "$dir/out")" = '{"checks":['
must 'and ends' test "$(tail -n 1 "$dir/out")" = '],"possible":false}'
must 'a code is a field' says '"code":"E-HOST-CONTAINER"'
must 'nothing else is printed' test "$(grep -cv '^{\|^\]' "$dir/out")" = 0
run 0 status --json
must 'status is a document' test "$(cat "$dir/out")" = '{"loaded":false}'

run 2 boot
run 2 boot --json --url http://h/d
must 'an option of another command is named' says 'does not take the option: json' "$dir/err"
run 2 boot ./result --url http://h/d
run 2 unload now
run 2 jump
run 0 --help
must 'the help fits a screen' test "$(wc -l <"$dir/out")" -le 40
must 'of 80 columns' test "$(awk 'length > 80' "$dir/out" | wc -l)" = 0
