# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# `takeover entry` on a host that SYSLINUX starts: chosen at its prompt, it is the target; not chosen, the host as before.
. qemu-tests/lib-grub.sh
. qemu-tests/lib-tiny.sh
. qemu-tests/lib-loader.sh
. qemu-tests/lib-syslinux.sh
serve_passing_target
host_syslinux_disk
boot_installed_host <<END
mount /dev/disk/by-id/virtio-boot-part1 /boot
./takeover entry --url $url --sha256 $(tree_pin "$WORK/target")
echo "HOST: entry ended with status \$?"
umount /boot
systemctl reboot --force
END
choose_in_syslinux 1 debian
expect_console 'HOST: entry ended with status 0' 400
choose_in_syslinux 2 nixos-takeover
expect_console 'takeover: [0-9.]+ step=jump' 400
choose_in_syslinux 3 debian
expect_one_boot_and_back
