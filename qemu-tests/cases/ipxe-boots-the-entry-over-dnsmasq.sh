# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The folder that `takeover entry --loader ipxe` writes, served by dnsmasq: the real iPXE in a network card's ROM takes the
# machine to the target.
. qemu-tests/lib-tiny.sh

# A network with its own DHCP server wants a namespace of its own.
if [ -z "${IN_NET:-}" ]; then
	map=--map-root-user
	[ "$(id -u)" != 0 ] || map=
	# shellcheck disable=SC2086  # may be empty
	IN_NET=1 exec unshare $map --net --mount qemu-tests/run-case "$NAME"
fi
ip link set lo up
ip tuntap add tap0 mode tap
ip address add 10.0.2.2/24 dev tap0
ip link set tap0 up

mkdir "$WORK/target" "$WORK/ipxe"
tiny_tree "$WORK/target" <<'END'
echo TARGET-RAN
END
serve "$WORK/target" 'listen 10.0.2.2:8080;'

# Of the machine that will start it, not of this one, are the devices: a virtio card behind PCI.
mount -t tmpfs tmpfs /sys/devices
mkdir -p /sys/devices/pci /sys/devices/virtio
echo 'pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00' >/sys/devices/pci/modalias
echo 'virtio:d00000001v00001AF4' >/sys/devices/virtio/modalias
[ ! -e /proc/modules ] || mount --bind /dev/null /proc/modules
"$OUT/takeover" entry --loader ipxe --output "$WORK/ipxe" --no-preflight --kernel build/inputs/kernel-6.1/vmlinuz \
	--modules "build/inputs/kernel-6.1/lib/modules/$(cat build/inputs/kernel-6.1/version)" \
	--url http://10.0.2.2:8080 --sha256 "$(tree_pin "$WORK/target")" --cmdline 'console=ttyS0 no_timer_check'
chmod -R a+rX "$WORK/ipxe"
dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --port=0 --interface=tap0 --bind-interfaces --no-ping \
	--pid-file="$WORK/dnsmasq.pid" --dhcp-leasefile="$WORK/dnsmasq.leases" --log-facility="$WORK/dnsmasq.log" \
	--dhcp-range=10.0.2.50,10.0.2.60 --dhcp-authoritative --enable-tftp --tftp-root="$WORK/ipxe/nixos-takeover" \
	--dhcp-boot=takeover.ipxe &
peer_pid=$!

VM_NET='tap,ifname=tap0,script=no,downscript=no' VM_ROM=pxe-virtio.rom VM_SECONDS=600
vm_start
expect_console 'takeover: [0-9.]+ network: eth0: 10\.0\.2\.[56]' 400
expect_console 'step=jump' 200
expect_end
expect_verdict TARGET-RAN
grep -q 'sent .*takeover.ipxe' "$WORK/dnsmasq.log" || fail 'dnsmasq sent no script'
