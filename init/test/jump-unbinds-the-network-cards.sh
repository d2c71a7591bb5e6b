#!/bin/sh
# SPDX-License-Identifier: MIT
# Before the jump every network card on PCI or virtio loses its driver, and gets it again if the jump fails; others keep it.
# shellcheck source=init/test/jump-lib.sh disable=SC1091,SC2154
. "${0%/*}/jump-lib.sh"

# Two ports of one card, and what is no card.
card eth0 virtio0 virtio virtio_net
card eth1 0000:05:00.0 pci mlx4_core
card eth2 0000:05:00.0 pci mlx4_core
card usb0 1-1:1.0 usb cdc_ether
mkdir "$sys/class/net/lo"
# Nobody drives it any more.
card eth3 0000:06:00.0 pci tg3
rm "$sys/devices/0000:06:00.0/driver"
jump
expect() { # FILE TEXT
	[ "$(cat "$sys/bus/$1")" = "$2" ] || fail "$1 was told '$(cat "$sys/bus/$1")', not '$2'"
}
expect virtio/drivers/virtio_net/unbind virtio0
expect pci/drivers/mlx4_core/unbind 0000:05:00.0
expect pci/drivers/tg3/unbind ''
expect usb/drivers/cdc_ether/unbind ''
expect virtio/drivers_probe virtio0
expect pci/drivers_probe 0000:05:00.0
expect usb/drivers_probe ''
says 'jump: virtio_net leaves virtio0'
says 'jump: virtio0 gets its driver again'
[ "$(grep -c 'gets its driver again' "$log")" = 2 ] || fail 'a card of two ports is told of twice'

# Nobody wants it any more.
rm -r "$sys/bus/virtio/devices"
jump
says 'jump: virtio0 gets its driver again: No such file or directory'
echo ok
