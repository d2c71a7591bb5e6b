# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kexec tarball copied to the host needs no network and no server.
VM_MEMORY=1536
mkdir -p "$WORK/kexec"
cp -L "$systemd_tree/bzImage" "$systemd_tree/initrd.gz" "$systemd_tree/kexec-boot" "$WORK/kexec"
tar -C "$WORK" -czf "$WORK/image.tar.gz" kexec
rm -rf "$WORK/kexec"
VM_NET=none HOST_WORDS='systemd.mask=systemd-networkd-wait-online.service no_timer_check'
boot_host "$WORK/image.tar.gz" <<'END'
./takeover boot ./image.tar.gz
END
rm "$WORK/image.tar.gz"
expect_console 'machine will boot into nixos in 6s' 400
expect_target
expect_host_facts
