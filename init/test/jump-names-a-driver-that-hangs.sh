#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a driver has 10 s to let go of its card
# A driver that never lets go of its card is named, and the other cards are unbound all the same.
# shellcheck source=init/test/jump-lib.sh disable=SC1091,SC2154
. "${0%/*}/jump-lib.sh"

card eth0 virtio0 virtio virtio_net
card eth1 0000:05:00.0 pci mlx4_core
# Whoever opens it waits for a reader.
rm "$sys/bus/virtio/drivers/virtio_net/unbind"
mkfifo "$sys/bus/virtio/drivers/virtio_net/unbind"
jump
says 'jump: virtio_net leaves virtio0'
says 'jump: virtio_net does not leave virtio0; the jump waits for it, too'
says 'jump: mlx4_core leaves 0000:05:00.0'
[ "$(cat "$sys/bus/pci/drivers/mlx4_core/unbind")" = 0000:05:00.0 ] || fail 'the other card keeps its driver'
says 'jump: virtio0 gets its driver again'
echo ok
