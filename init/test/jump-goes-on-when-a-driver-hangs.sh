#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a driver has 20 s to let go of its card
# A driver that never lets go of its card holds the jump up for some seconds, and no longer; its name is on the console.
# shellcheck source=init/test/jump-lib.sh disable=SC1091,SC2154
. "${0%/*}/jump-lib.sh"

card eth0 virtio0 virtio virtio_net
# Whoever opens it waits for a reader.
rm "$sys/bus/virtio/drivers/virtio_net/unbind"
mkfifo "$sys/bus/virtio/drivers/virtio_net/unbind"
jump
says 'jump: virtio_net leaves virtio0'
says 'jump: a network driver does not end within 20 s; going on'
says 'jump: virtio0 gets its driver again'
echo ok
