#!/bin/sh
# SPDX-License-Identifier: MIT
# addrs.json and routes-v*.json have what nixos-images' restore_routes.py takes from them: read by its rules, written down
# again here, a host's addresses and routes become the units of systemd-networkd that they should.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"

PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs tmpfs /run
ip link set lo up
ip link add up0 address 52:54:00:12:34:56 type veth peer name up1 address 52:54:00:12:34:57
ip link set up1 up
ip link set up0 up
ip address add 192.0.2.7/32 dev up0
ip address add 2001:db8::7/64 dev up0 nodad
ip address add 10.9.0.50/24 dev up1 valid_lft 600 preferred_lft 600
ip route add default via 203.0.113.1 dev up0 onlink proto static
ip route add 198.51.100.0/24 via inet6 fe80::1 dev up0 proto static
ip route add 10.20.0.0/16 via 10.9.0.1 dev up1 proto dhcp
ip -6 route add 2001:db8:9::/48 via 2001:db8::1 dev up0 proto static
ip rule add from 192.0.2.7 lookup 100
ip route add default via 203.0.113.2 dev up0 onlink table 100

"$probe" state "$dir/archive" >"$dir/out"
"${OUT:-out/${ARCH:-x86_64}}/mkinitrd" extract -C "$dir/state" "$dir/archive" >"$dir/out" 2>&1
# the rules, one by one: which links, which addresses, which lease is asked for again, which routes
cat >"$dir/rules.jq" <<'END'
def routes($name): .[] | select(.dev == $name and ([.protocol] | inside(["dhcp", "kernel", "ra"]) | not))
	| ["[Route]"]
	+ (if .dst == "default" then (if .via then ["Destination=0.0.0.0/0"] else [] end) else ["Destination=" + .dst] end)
	+ (if .via then ["Gateway=" + .via.host] elif .gateway then ["Gateway=" + .gateway] else [] end)
	+ (if any(.flags[]; . == "onlink") then ["GatewayOnLink=yes"] else [] end) | .[];
$addrs[0][] | select(.link_type != "loopback" and .address) | .ifname as $name
	| "[Match]", "MACAddress=" + .address,
	(.addr_info[] | select(has("valid_life_time") and has("preferred_life_time") and .scope != "link" and (.dynamic | not))
		| "Address=" + .local + "/" + (.prefixlen | tostring)),
	([.addr_info[] | select(.family == "inet" and .dynamic)] | sort_by(.valid_life_time) | reverse | .[:1][]
		| "RequestAddress=" + .local),
	($v4[0] | routes($name)), ($v6[0] | routes($name))
END
jq -rn --slurpfile addrs "$dir/state/addrs.json" --slurpfile v4 "$dir/state/routes-v4.json" \
	--slurpfile v6 "$dir/state/routes-v6.json" -f "$dir/rules.jq" >"$dir/out"
cat >"$dir/expected-up0" <<'END'
[Match]
MACAddress=52:54:00:12:34:56
Address=192.0.2.7/32
Address=2001:db8::7/64
[Route]
Gateway=203.0.113.1
GatewayOnLink=yes
[Route]
Destination=198.51.100.0/24
Gateway=fe80::1
[Route]
Destination=2001:db8:9::/48
Gateway=2001:db8::1
END
printf '[Match]\nMACAddress=52:54:00:12:34:57\nRequestAddress=10.9.0.50\n' >"$dir/expected-up1"
for link in up0 up1; do
	mac=$(sed -n 's/^MACAddress=//p' "$dir/expected-$link")
	awk -v mac="MACAddress=$mac" '/^\[Match\]/ { head = $0; on = 0; next } /^MACAddress=/ { on = $0 == mac; if (on) print head } on' \
		"$dir/out" >"$dir/unit-$link"
	must "$link is restored" cmp "$dir/expected-$link" "$dir/unit-$link"
done
must 'and nothing else' test "$(grep -c '^\[Match\]' "$dir/out")" = 2
