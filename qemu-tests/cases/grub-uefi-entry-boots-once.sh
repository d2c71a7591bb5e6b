# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# `takeover entry` on a host that GRUB starts by UEFI: the next start is the target, and the one behind it the host again.
. qemu-tests/lib-grub.sh
. qemu-tests/lib-tiny.sh
. qemu-tests/lib-loader.sh
serve_passing_target
host_grub_disk UEFI
VM_MACHINE=q35
boot_installed_host <<END
./takeover entry --url $url --sha256 $(tree_pin "$WORK/target")
echo "HOST: entry ended with status \$?"
sync
systemctl reboot --force
END
expect_one_boot_and_back
