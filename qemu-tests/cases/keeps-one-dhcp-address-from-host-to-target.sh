# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The host runs systemd-networkd, which a DHCP server knows by a DUID: host, stage two and a target that is told who the
# host was have one address, and the server's file of leases has one line.
. qemu-tests/lib-tap.sh
. qemu-tests/lib-tiny.sh
tree=$WORK/tree
mkdir -p "$tree"
echo 'file /target qemu-tests/guest/one-address-target 0755 0 0' >"$WORK/target.spec"
"$OUT/mkinitrd" build -o "$WORK/target.cpio" "$WORK/target.spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/target.cpio" >"$tree/initrd"
tiny_finish "$tree" 'init=/target rdinit=/target no_timer_check loglevel=4'

tap_start
tap_dhcp --dhcp-range=10.0.2.50,10.0.2.250,255.255.255.0,10m
serve "$tree" 'listen 10.0.2.2:80;'
boot_host <<END
./takeover boot --url http://10.0.2.2 --sha256 $(tree_pin "$tree")
END
expect_console '\[ok\] dhcp: .*, and as whom it was asked for' 400
expect_end
expect_verdict '^TARGET-DONE'
[ "$(wc -l <"$WORK/leases")" = 1 ] || fail "the server knows several machines: $(cat "$WORK/leases")"
address=$(awk '{ print $3 }' "$WORK/leases")
expect_console "network: eth0: $address/24 by DHCP"
expect_verdict "lease of $address obtained"
expect_verdict "^TARGET machine-id 6b1d5f0a2c3e4d5f8a9b0c1d2e3f4a5b"
[ "$(grep -c "DHCPACK(tap0) $address " "$WORK/dnsmasq.log")" -ge 3 ] || fail 'not three times the same address'
! grep 'DHCPACK(tap0) ' "$WORK/dnsmasq.log" | grep -v " $address " || fail 'another address was given'
grep -q " ff:" "$WORK/leases" || fail 'the machine is not known by a DUID'
