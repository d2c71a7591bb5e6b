# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# `takeover entry` on a host that systemd-boot starts: the next start is the target, and the one behind it the host again.
. qemu-tests/lib-grub.sh
. qemu-tests/lib-tiny.sh
. qemu-tests/lib-loader.sh
serve_passing_target
host_systemd_boot_disk
VM_MACHINE=q35
boot_installed_host <<END
mount /dev/disk/by-id/virtio-esp-part1 /boot/efi
./takeover entry --url $url --sha256 $(tree_pin "$WORK/target")
echo "HOST: entry ended with status \$?"
umount /boot/efi
systemctl reboot --force
END
expect_one_boot_and_back
