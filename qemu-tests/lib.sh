# SPDX-License-Identifier: MIT
# lib.sh - the words that cases are written in. Sourced by run-case; $WORK is the case's own folder, $NAME its name.
# shellcheck shell=sh disable=SC2034

fail() {
	echo "$NAME: $*" >&2
	exit 1
}

FIXTURE=build/fixture
systemd_tree=$FIXTURE/systemd/tree scripted_tree=$FIXTURE/scripted/tree

# --- peers -----------------------------------------------------------------------------------------------------------

# The real nginx on a loopback port of its own; the guest reaches it at 10.0.2.2. Sets $url and $port.
serve() { # DIR [NGINX-DIRECTIVE...]
	root=$(cd "$1" && pwd)
	shift
	port=$((20000 + $$ % 20000))
	mkdir -p "$WORK/nginx"
	until nginx_config "$root" "$@" && nginx_starts; do
		port=$((port + 1))
		[ $((port - 20000 - $$ % 20000)) -lt 50 ] || fail 'no free port for nginx'
	done
	url=http://10.0.2.2:$port
}

nginx_config() { # ROOT DIRECTIVE...
	{
		[ "$(id -u)" != 0 ] || echo 'user root;'
		echo "daemon off; worker_processes 1; pid $WORK/nginx/pid; error_log $WORK/nginx/error.log notice;"
		echo 'events { worker_connections 64; } http {'
		# shellcheck disable=SC2016  # nginx' own variables; the last two are seconds
		echo 'log_format timed "$remote_addr [$time_local] \"$request\" $status $body_bytes_sent $msec $request_time";'
		echo "access_log $WORK/nginx/access.log timed; default_type application/octet-stream; sendfile on;"
		for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $WORK/nginx/$kind;"; done
		echo "server { listen 127.0.0.1:$port; root $1;"
		shift
		printf '%s\n' "$@" '} }'
	} >"$WORK/nginx/conf"
}

nginx_starts() {
	rm -f "$WORK/nginx/pid"
	nginx -c "$WORK/nginx/conf" -e "$WORK/nginx/error.log" >"$WORK/nginx/output" 2>&1 &
	nginx_pid=$!
	# It writes its pid after it has the port, or ends.
	while kill -0 $nginx_pid 2>/dev/null; do
		[ ! -s "$WORK/nginx/pid" ] || return 0
		sleep 0.1
	done
	return 1
}

# --- trees -----------------------------------------------------------------------------------------------------------

# A copy of a published tree that a case may damage; its files stay links to the originals until replaced.
copy_tree() { # FROM TO
	mkdir -p "$2"
	for file in "$1"/*; do ln -s "$(readlink -f "$file")" "$2/${file##*/}"; done
}

tree_seal() { # DIR: the sums of what is there now
	(cd "$1" && rm -f SHA256SUMS && sha256sum -- * >"$WORK/sums" && mv "$WORK/sums" SHA256SUMS)
}

tree_pin() { sha256sum <"$1/SHA256SUMS" | cut -d' ' -f1; } # DIR: what nixos.sha256= has to say

# --- machines --------------------------------------------------------------------------------------------------------

# What whoever starts stage two gives it; the times are short so that a failure ends within a case's time.
stage_two_words='console=ttyS0 panic=5 oops=panic softlockup_panic=1 hung_task_panic=1 nixos.timeout=20s/60s nixos.rescue-timeout=5'

boot_stage_two() { # KERNEL-TAG WORD...
	tag=$1
	shift
	# A Linux initrd is these archives, one behind the other.
	cat "$OUT/base.cpio" "build/qemu-tests/kernel-$tag.cpio" >"$WORK/initrd"
	vm_start -kernel "build/inputs/kernel-$tag/vmlinuz" -initrd "$WORK/initrd" -append "$stage_two_words $*"
}

# The Debian host runs the script on stdin as root, in a folder with takeover and the FILEs. When it boots a second time
# it says HOST-RETURNED on the verdict wire and ends. HOST_WORDS: more for its kernel's command line. HOST: its folder, of
# those that host/build makes. $firmware: that of lib-grub.sh, or none for BIOS.
HOST=build/host
boot_host() { # FILE...
	host_media "$@"
	: "${VM_MEMORY:=1024}" "${VM_SECONDS:=500}"
	VM_REBOOT=1
	# shellcheck disable=SC2046,SC2086
	vm_start ${firmware:-} -kernel "$HOST/vmlinuz" -initrd "$HOST/initrd.img" -append "$(cat "$HOST/cmdline") ${HOST_WORDS:-}" \
		$(vm_disk "$HOST/disk.img" system) $(vm_disk "$WORK/media.tar" media)
}

# The script on stdin beside takeover and the FILEs, as the host finds them.
host_media() { # FILE...
	mkdir -p "$WORK/media"
	cp qemu-tests/guest/host-run "$WORK/media/run"
	{ printf '#!/bin/sh\n' && cat; } >"$WORK/media/case"
	chmod 755 "$WORK/media/run" "$WORK/media/case"
	cp "$OUT/takeover" "$WORK/media/"
	for file; do cp -a "$file" "$WORK/media/"; done
	tar -C "$WORK/media" -cf "$WORK/media.tar" .
}

# --- expectations: silence is failure --------------------------------------------------------------------------------

wait_console() { # REGEX SECONDS: true as soon as it stands there
	ends=$(($(date +%s) + $2))
	until grep -aEq -- "$1" "$WORK/console"; do
		vm_running && [ "$(date +%s)" -lt "$ends" ] || return 1
		sleep 0.3
	done
}

expect_console() { # REGEX [SECONDS]
	wait_console "$1" "${2:-120}" || grep -aEq -- "$1" "$WORK/console" || fail "the console never says: $1"
}

refute_console() { # REGEX
	! grep -aEq -- "$1" "$WORK/console" || fail "the console says: $(grep -aEm1 -- "$1" "$WORK/console" | tr -d '\r')"
}

# Its firmware has begun once more: after a reboot, or a watchdog's reset.
expect_restart() { # SECONDS
	ends=$(($(date +%s) + $1))
	until [ "$(grep -ac SeaBIOS "$WORK/console")" -ge 2 ]; do
		if ! vm_running || [ "$(date +%s)" -ge "$ends" ]; then fail 'the machine does not start again'; fi
		sleep 0.3
	done
}

# The machine ends by itself, within its limit.
expect_end() {
	status=0
	# shellcheck disable=SC2154  # vm_start sets it
	wait "$vm_pid" || status=$?
	[ $status != 124 ] || fail "the machine still ran after ${VM_SECONDS:-300} s"
	[ $status = 0 ] || fail "QEMU ended with status $status: $(tail -n 1 "$WORK/qemu.log")"
}

expect_verdict() { # REGEX
	grep -aEq -- "$1" "$WORK/verdict" || fail "the verdict is '$(tail -n 1 "$WORK/verdict" | tr -d '\r')', not: $1"
}

# The target runs, has found its store whole, and said so as its last act.
expect_target() {
	expect_end
	[ "$(tail -n 1 "$WORK/verdict" | tr -d '\r')" = FIXTURE-OK ] || expect_verdict '^FIXTURE-OK'
}

# A refusal: its code, nothing loaded, a visible end, a reboot by the deadline.
expect_refusal() { # CODE
	expect_console "takeover: [0-9.]+ $1 " 100
	expect_console "FAILED in step .*$1" 60
	expect_console 'takeover: [0-9.]+ rescue: rebooting' 60
	expect_end
	refute_console 'step=jump|Kernel panic|load: kernel'
	[ ! -s "$WORK/verdict" ] || fail "something ran: $(tail -n 1 "$WORK/verdict")"
}

# What the host had and the target reports: machine-id and SSH files, by digest.
expect_host_facts() {
	while IFS= read -r fact; do
		grep -aqF "FIXTURE $fact" "$WORK/verdict" || fail "the target does not have the host's $fact"
	done <"$HOST/facts"
}
