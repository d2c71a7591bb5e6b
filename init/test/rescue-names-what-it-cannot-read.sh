#!/bin/sh
# SPDX-License-Identifier: MIT
# LUKS, a physical volume of LVM and a member of a RAID are named as such in the list of disks.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"
PATH=$PATH:/usr/sbin:/sbin

disk() { # NAME: its bytes come in; nothing here can make a block device
	mkdir -p "$root/sys/class/block/$1"
	echo 65536 >"$root/sys/class/block/$1/size"
	truncate -s 32M "$root/dev/$1"
	dd of="$root/dev/$1" conv=notrunc status=none
}

echo secret >"$root/key"
: | disk sda
: | disk sde
luks() { # TYPE DISK
	cryptsetup luksFormat -q --type "$1" --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --disable-locks --key-file "$root/key" \
		"$root/dev/$2"
}
luks luks1 sda
luks luks2 sde
# As pvcreate and mdadm write them, which want block devices: magic numbers, identities and checksums.  What they make
# themselves is looked at by qemu-tests/cases/names-luks-lvm-and-raid.sh.
perl -e '
	my $rest = pack("V a8 a32 x456", 32, "LVM2 001", "abcdefghijklmnopqrstuvwxyz012345");
	my $crc = 0xf597a6cf;
	for (unpack "C*", substr($rest, 0, 492)) {
		$crc ^= $_;
		$crc = $crc & 1 ? $crc >> 1 ^ 0xedb88320 : $crc >> 1 for 1 .. 8;
	}
	print "\0" x 512, pack("a8 Q< V", "LABELONE", 1, $crc), substr($rest, 0, 492)' | disk sdb
perl -e '
	my $super = sub { pack("V4 a16 a32 Q< V2 Q< V2 x32 Q<3 x64 V2 x32", 0xa92b4efc, 1, 0, 0, "0123456789abcdef", "host:0",
		0, 1, 0, 8192, 0, 2, 2048, 8192, 8, $_[0], 0) };
	my $sum = 0;
	$sum += $_ for unpack "V*", $super->(0);
	print "\0" x 4096, $super->(($sum & 0xffffffff) + ($sum >> 32))' | disk sdc
: | disk sdd

chroot "$root" /bin/takeover report print >"$root/printed"
line() { # NAME WORDS
	must "$1 is named" grep -qE "^  /dev/$1 .*$2" "$root/printed"
}
for disk in sda sde; do
	line $disk "crypto_LUKS.*UUID=$(cryptsetup luksUUID --disable-locks "$root/dev/$disk").*LUKS: encrypted"
done
line sdb 'LVM2_member.*UUID=abcdef-.*LVM: a part of a volume group'
line sdc 'linux_raid_member.*LABEL=host:0.*RAID: a part of an array'
must 'an empty one is named nothing' test "$(grep -cE '^  /dev/sdd +0.0 GiB( *|.*written to.)$' "$root/printed")" = 1
