#!/bin/sh
# SPDX-License-Identifier: MIT
# LUKS, a physical volume of LVM and a member of a RAID are named as such in the list of disks.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

disk() { # NAME: its bytes come in; nothing here can make a block device
	mkdir -p "$root/sys/class/block/$1"
	echo 16384 >"$root/sys/class/block/$1/size"
	truncate -s 8M "$root/dev/$1"
	dd of="$root/dev/$1" conv=notrunc status=none
}

# As cryptsetup, pvcreate and mdadm write them: magic numbers, identities and checksums.
perl -e 'print pack("a6 n a32 a32 a32 N N a20 a32 N a40 x1024", "LUKS\xba\xbe", 1, "aes", "xts-plain64", "sha256", 4096, 64,
	"", "", 1000, "01234567-89ab-cdef-0123-456789abcdef")' | disk sda
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
line sda 'crypto_LUKS.*UUID=01234567-89ab-cdef-0123-456789abcdef.*LUKS: encrypted'
line sdb 'LVM2_member.*UUID=abcdef-.*LVM: a part of a volume group'
line sdc 'linux_raid_member.*LABEL=host:0.*RAID: a part of an array'
must 'an empty one is named nothing' test "$(grep -cE '^  /dev/sdd +0.0 GiB( *|.*written to.)$' "$root/printed")" = 1
