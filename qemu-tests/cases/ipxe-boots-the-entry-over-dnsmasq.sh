# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The folder that `takeover entry --loader ipxe` writes, served by dnsmasq: Debian's iPXE asks DHCP, is told of the script, and
# takes the machine to the target.
. qemu-tests/lib-tap.sh
. qemu-tests/lib-tiny.sh
qemu-tests/inputs ipxe

mkdir "$WORK/target" "$WORK/ipxe"
tiny_tree "$WORK/target" <<'END'
echo TARGET-RAN
END
tap_start
serve "$WORK/target" 'listen 10.0.2.2:80;'

# Of the machine that will start it, not of this one, are the devices: a virtio card behind PCI.
map=--map-root-user
[ "$(id -u)" != 0 ] || map=
# shellcheck disable=SC2016,SC2086  # the inner shell's; may be empty
unshare $map --mount sh -euc '
	mount -t tmpfs tmpfs /sys/devices
	mkdir /sys/devices/card
	echo pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00 >/sys/devices/modalias
	echo virtio:d00000001v00001AF4 >/sys/devices/card/modalias
	exec "$@"' - "$OUT/takeover" entry --loader ipxe --output "$WORK/ipxe" --no-preflight \
	--kernel build/inputs/kernel-6.1/vmlinuz \
	--modules "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)" \
	--url http://10.0.2.2 --sha256 "$(tree_pin "$WORK/target")" --cmdline 'console=ttyS0 no_timer_check nixos.timeout=60s/300s'
tap_dhcp --dhcp-range=10.0.2.50,10.0.2.250,255.255.255.0,10m --enable-tftp --tftp-root="$WORK/ipxe/nixos-takeover" \
	--dhcp-boot=takeover.ipxe

VM_SECONDS=600
vm_start -kernel build/inputs/ipxe/ipxe.lkrn
expect_console 'takeover: [0-9.]+ network: eth0: 10\.0\.2\.' 400
expect_console 'step=jump' 200
expect_end
expect_verdict TARGET-RAN
for file in takeover.ipxe vmlinuz initrd; do
	grep -q "sent .*/$file to " "$WORK/dnsmasq.log" || fail "dnsmasq sent no $file"
done
