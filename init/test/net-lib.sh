# SPDX-License-Identifier: MIT
# Sourced first by net_*.sh.  The script goes on as root of namespaces of its own, which
# take all its processes, links and mounts with them when it ends:
#
#     this namespace: eth0 ----- srv: the namespace of $server
#
# Stage two's files are under $root, where the worker runs.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
deps=${O:-build}/deps/${ARCH:-x86_64}/out
program=${O:-build}/test/netns_network
netevent=${O:-build}/test/netevent
root=/mnt
log=$root/log

compile() { # PROGRAM SOURCE...
	made=$1
	shift
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -Os -static -ffunction-sections \
		-Wl,--gc-sections -iquote . -iquote init -o "$made" "$@" init/base/*.c \
		init/pure/*.c init/sys/io.c
}

build() {
	[ -n "$(find init -name '*.[ch]' -newer "$program" 2>/dev/null)" ] ||
		[ ! -e "$program" ] || return 0
	mkdir -p "${program%/*}"
	compile "$netevent" init/netevent/*.c
	compile "$program" init/test/netns_network.c init/sys/process.c \
		init/sys/netlink_sock.c init/step/report.c init/step/network*.c \
		init/step/net_client.c init/step/managed_link.c init/step/known_network.c \
		init/step/stacked_links.c init/step/link_setup.c init/sys/modules_dir.c
}

if [ "${IN_NAMESPACES:-0}" = 0 ]; then
	mkdir -p "${O:-build}/test"
	exec 9>"${O:-build}/test/.lock"
	flock 9 # scripts may run at the same time
	build
	exec 9>&-
	export IN_NAMESPACES=1
	if [ "$(id -u)" -eq 0 ]; then
		exec unshare --net --mount --pid --fork --kill-child --mount-proc "$self"
	fi
	exec unshare --map-root-user --map-auto --net --mount --pid --fork --kill-child \
		--mount-proc "$self"
fi

fail() { # WHY
	echo "$1"
	echo '--- the worker said:'
	cat "$log"
	echo '--- the machine has:'
	ip addr show dev eth0
	ip -4 route
	ip -6 route
	exit 1
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

says() { # TEXT: the worker logged or reported it
	grep -qF -- "$1" "$log"
}

none_asks() { # PATTERN: no process has it on its command line
	! pgrep -f "$1"
}

is_apart() { # the server's namespace exists
	[ "$(readlink /proc/self/ns/net)" != "$(readlink "/proc/$server/ns/net")" ]
}

must() { # WHAT COMMAND...
	what=$1
	shift
	"$@" >/dev/null || fail "not so: $what"
}

on_server() { # COMMAND...
	nsenter --target "$server" --net "$@"
}

serve() { # LINK DNSMASQ_OPTION...: returns when it listens
	link=$1
	shift
	rm -f "$root/$link.pid"
	on_server dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --port=0 \
		--pid-file="$root/$link.pid" --dhcp-leasefile="$root/$link.leases" \
		--log-facility="$root/$link.log" --interface="$link" --bind-interfaces --no-ping \
		--dhcp-authoritative "$@" &
	# shellcheck disable=SC2034  # for the scripts
	dnsmasq=$!
	wait_for 10 test -s "$root/$link.pid"
}

misbehave() { # MODE: see rogue_peer.c
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -static -o "$root/rogue_peer" \
		init/test/rogue_peer.c
	on_server "$root/rogue_peer" srv "$1" >"$root/rogue.log" &
	wait_for 10 grep -q listening "$root/rogue.log"
}

leave_state() { # what stands on eth0 is the host's; then it is gone
	ip --json addr >"$root/addrs.json"
	ip -4 --json route >"$root/routes-v4.json"
	ip -6 --json route >"$root/routes-v6.json"
	ip addr flush dev eth0
	ip link set eth0 down
}

take_network() { # [GIVE_UP_MS [CMDLINE]]
	: >"$log" # before what an earlier one said is taken for its own
	chroot "$root" /bin/netns_network "${1:-60000}" "${2:-}" >"$log" 2>&1 &
}

lay_out_root() {
	mount -t tmpfs none "$root"
	mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/lib/takeover" \
		"$root/run/takeover/netroot/etc"
	mkdir -p "$root/proc" "$root/lib/modules/$(uname -r)"
	: >"$root/lib/modules/$(uname -r)/modules.dep"
	mount -t proc none "$root/proc"
	cp "$deps/bin/busybox" "$program" "$root/bin"
	for name in dhcp-event dhcp6-event ra-listen; do
		cp "$netevent" "$root/lib/takeover/$name"
	done
	: >"$root/dev/null"
	mount --bind /dev/null "$root/dev/null"
	: >"$log"
}

lay_out_root
unshare --net sleep 300 &
server=$!
wait_for 5 is_apart
ip link add eth0 type veth peer name srv
ip link set srv netns "$server"
on_server ip addr add 10.9.0.1/24 dev srv
on_server ip link set lo up
on_server ip link set srv up
