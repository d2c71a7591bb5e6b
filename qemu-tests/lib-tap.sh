# SPDX-License-Identifier: MIT
# lib-tap.sh - a network namespace in which the machine of a case, with a tap for its card, and real servers are alone with
# each other: nobody else answers DHCP there. Sourced by cases.
# shellcheck shell=sh disable=SC2034,SC2154

# 10.0.2.2 is this side. QEMU and nginx run there from now on; nginx needs 'listen 10.0.2.2:80;'.
tap_start() {
	map='--map-root-user --map-auto' enter=--user
	[ "$(id -u)" -ne 0 ] || map='' enter=''
	# shellcheck disable=SC2086  # may be empty
	unshare $map --net sleep 1800 &
	tap_pid=$! peer_pid=$!
	ends=$(($(date +%s) + 20))
	until [ "$(readlink /proc/self/ns/net)" != "$(readlink "/proc/$tap_pid/ns/net")" ]; do
		[ "$(date +%s)" -lt $ends ] || fail 'no network namespace'
		sleep 0.1
	done
	tap_run ip link set lo up
	tap_run ip tuntap add tap0 mode tap
	tap_run ip addr add 10.0.2.2/24 dev tap0
	tap_run ip link set tap0 up
	printf '#!/bin/sh\nexec nsenter --target %s %s --net qemu-system-x86_64 "$@"\n' "$tap_pid" "$enter" >"$WORK/qemu"
	chmod 755 "$WORK/qemu"
	vm_accelerator >/dev/null
	QEMU=$WORK/qemu
	VM_NET=tap,ifname=tap0,script=no,downscript=no
}

tap_run() { # COMMAND...
	# shellcheck disable=SC2086  # may be empty
	nsenter --target "$tap_pid" $enter --net "$@"
}

# In the background alone, where exec leaves nobody between the caller and its child.
nginx() {
	# shellcheck disable=SC2086  # may be empty
	exec nsenter --target "$tap_pid" $enter --net nginx -g 'master_process off;' "$@"
}

# Logs to $WORK/dnsmasq.log, its leases are in $WORK/leases.
tap_dhcp() { # DNSMASQ-OPTION...
	# shellcheck disable=SC2086  # may be empty
	nsenter --target "$tap_pid" $enter --net dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --port=0 \
		--pid-file="$WORK/dnsmasq.pid" --dhcp-leasefile="$WORK/leases" --log-facility="$WORK/dnsmasq.log" --log-dhcp \
		--interface=tap0 --bind-interfaces --no-ping --dhcp-authoritative "$@" &
	peer_pid="$peer_pid $!"
}
