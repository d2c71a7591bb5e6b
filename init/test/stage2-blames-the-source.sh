#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: twenty failures, each to its reboot
# What is wrong with what was published, with the disk that it is on, or with the machine that is to take it is said by
# its code on every console.
# shellcheck disable=SC1091,SC2016,SC2046,SC2086,SC2154
. "${0%/*}/stage2-codes-lib.sh"

tree tree
tree sums
echo 'no list' >"$www/sums/SHA256SUMS"
tree cmdline
echo reboot >"$www/cmdline/kexec-boot"
seal cmdline
tree huge
truncate -s 5G "$www/huge/initrd.gz" # nobody reads so much
sed -i "s/.*  initrd.gz/$some_pin  initrd.gz/" "$www/huge/SHA256SUMS"
mkdir "$www/ipxe"
printf '#!ipxe\nchain http://elsewhere/\n' >"$www/ipxe/netboot.ipxe"
(cd "$www/ipxe" && sha256sum netboot.ipxe >SHA256SUMS)
head -c 200000 /dev/urandom >"$www/noise"
minisign -G -W -f -p "$dir/pub" -s "$dir/secret" >/dev/null
key="nixos.key=$(tail -n 1 "$dir/pub")"
tree signed
minisign -S -s "$dir/secret" -m "$www/signed/SHA256SUMS" -t timestamp:1000000000 >/dev/null
tree forged
cp "$www/signed/SHA256SUMS.minisig" "$www/forged"
echo >>"$www/forged/SHA256SUMS"

provoke E-VERIFY-DIGEST nixos.url=${url}tree/ nixos.sha256=$some_pin $fetching
provoke E-VERIFY-SIGNATURE nixos.url=${url}forged/ $key $fetching
provoke E-VERIFY-ROLLBACK nixos.url=${url}signed/ $key nixos.not-before=1100000000 $fetching
provoke E-SOURCE-ARCHIVE nixos.url=${url}noise nixos.sha256=$(pin_of "$www/noise") $fetching
provoke E-SOURCE-SCRIPT $(of ipxe)
provoke E-SOURCE-NIX nixos.url=${url}tree/ nixos.path=/nix/store/00000000000000000000000000000000-x nixos.sha256=$some_pin \
	$fetching nixos.timeout=3s/3s
provoke E-SOURCE-SUMS $(of sums)
provoke E-SOURCE-CMDLINE $(of cmdline)
provoke E-SOURCE-KERNEL $(of tree)
printf 'MemTotal: 2000000 kB\nMemAvailable: 100000 kB\n' >"$dir/meminfo"
world 'mount --bind "$dir/meminfo" /mnt/proc/meminfo'
provoke E-RAM $(of huge)

provoke E-DISK-NONE nixos.url=LABEL=nobody:/x nixos.sha256=$some_pin nixos.timeout=30s/30s
# What the kernel calls a disk, and nothing on it.
disk=$(grep -Lx 0 /sys/class/block/*/size | grep -v 'ram[0-9]' | head -n 1)
disk=${disk%/size} disk=${disk##*/}
world "head -c 51200 /dev/zero >/mnt/dev/$disk"
provoke E-DISK-MOUNT nixos.url=/dev/$disk:/x nixos.sha256=$some_pin
provoke E-DISK-FILE nixos.url=file:///nowhere/ nixos.sha256=$some_pin

mkdir "$dir/kernel"
echo 1 >"$dir/kernel/kexec_load_disabled"
world 'mount --bind "$dir/kernel" /mnt/proc/sys/kernel'
provoke E-LOAD-DENIED $(of tree)
