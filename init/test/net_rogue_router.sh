#!/bin/sh
# SPDX-License-Identifier: MIT
# A router of no lifetime is none: the address that it gives makes no network, its DNS server
# is not asked, and a real router that comes later is used.
# shellcheck disable=SC1091,SC2154  # what net-lib.sh sets
. "${0%/*}/net-lib.sh"

misbehave withdrawn
take_network 60000 ip=auto6
wait_for 30 says ', which leads nowhere'
wait_for 30 says 'has IPv6, but no router'
must 'that is no path' sh -c "! grep -q 'and a router' $log"
must 'there is no default route' sh -c '! ip -6 route show default | grep .'
must 'nobody is asked for names' sh -c "! grep . $root/etc/resolv.conf"
pkill -f rogue_peer
on_server ip addr add 2001:db8:1::1/64 dev srv nodad
serve srv --enable-ra --dhcp-range=2001:db8:1::,ra-only,64,10m \
	'--dhcp-option=option6:dns-server,[2001:db8:1::53]'
wait_for 30 says 'has IPv6 and a router'
must 'its DNS server is known' grep -qx 'nameserver 2001:db8:1::53' "$root/etc/resolv.conf"
