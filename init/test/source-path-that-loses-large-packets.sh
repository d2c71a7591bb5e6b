#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a transfer counts as stalled after 30 s
# A router on the way has a link of MTU 1400 and nobody hears that it drops what is larger: the image comes all the same,
# after one stall.
# shellcheck disable=SC1091,SC2154  # what source-lib.sh sets
. "${0%/*}/source-lib.sh"

namespace() { # sets $ns to a process in a network of its own
	unshare --net sleep 600 &
	ns=$!
	wait_for 5 is_apart
}
is_apart() {
	[ "$(readlink /proc/self/ns/net)" != "$(readlink "/proc/$ns/ns/net")" ]
}
on() { # NAMESPACE COMMAND...
	in=$1
	shift
	nsenter --target "$in" --net "$@"
}
nginx() {
	on "$server" nginx "$@"
}

namespace
router=$ns
namespace
server=$ns
ip link add eth0 type veth peer name near
ip link set near netns "$router"
on "$router" ip link add far type veth peer name eth0 netns "$server"
ip addr add 10.1.0.2/24 dev eth0
ip link set eth0 up
ip route add default via 10.1.0.1
on "$server" ip addr add 10.2.0.2/24 dev eth0
on "$server" ip link set eth0 up
on "$server" ip route add default via 10.2.0.1
on "$router" ip addr add 10.1.0.1/24 dev near
on "$router" ip addr add 10.2.0.1/24 dev far
on "$router" ip link set near mtu 1400 up
on "$router" ip link set far up
on "$router" sysctl -qw net.ipv4.ip_forward=1
# what the router itself has to say reaches nobody
on "$router" ip rule add iif lo blackhole

make_tree "$www/tree"
serve
pin=$(pin_of "$www/tree/SHA256SUMS")
acquire nixos.url=http://10.2.0.2/tree nixos.sha256="$pin"
says 'the path may lose large packets: trying smaller ones'
loads 'an image by http'
[ "$(grep -c E-FETCH-TIMEOUT "$log")" -le 1 ] || fail 'it stalled again'
