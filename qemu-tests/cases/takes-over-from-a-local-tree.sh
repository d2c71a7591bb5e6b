# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A kexec tree copied to the host, links and all, needs no network and no server.
VM_MEMORY=1280
mkdir -p "$WORK/result"
cp -RL "$systemd_tree/." "$WORK/result"
VM_NET=none HOST_WORDS=systemd.mask=systemd-networkd-wait-online.service
boot_host "$WORK/result" <<'END'
# As Nix leaves it: "result" is a link to a folder of links.
mkdir tree
for file in result/*; do ln -s "../$file" "tree/${file##*/}"; done
ln -s tree link
./takeover boot ./link
END
rm -rf "$WORK/result"
expect_target
expect_host_facts
