#!/bin/sh
# SPDX-License-Identifier: MIT
#
# An archive is read whatever the kernel's decompressors it is for: the same list and the
# same tree, with other archives behind it, and a boot configuration at the end.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

# Bytes that do not compress, runs, and text: all instructions of the decoders.
mkdir -p tree/sub
head -c 300000 /dev/urandom >tree/random
head -c 3000000 /dev/zero >tree/zeroes
seq 1 60000 >tree/sub/text
cp "$mkinitrd" tree/sub/program
(cd tree && find . -mindepth 1 | sort | cpio -o -H newc --quiet -R 0:0) >raw
echo 'file /behind behind 0644 0 0' >spec
echo behind >behind
"$mkinitrd" build -o behind.cpio spec
"$mkinitrd" list raw >wanted
{ cat wanted; echo behind; } >wanted.both

for how in 'gzip -n' 'xz --check=crc32' 'zstd -q -1' 'bzip2 -1' bzip2 'xz --format=lzma' 'lzop -1' 'lzop -9' \
	'lz4 -q -l -1' 'lz4 -q -l -9'; do
	# shellcheck disable=SC2086 # words
	$how -c <raw >image 2>/dev/null || [ -s image ]
	claim "$how: listed" test "$("$mkinitrd" list image)" = "$(cat wanted)"
	claim "$how: the same tree" "$mkinitrd" diff raw image
	truncate -s %4 image
	[ "${how%% *}" != lz4 ] || head -c 4 /dev/zero >>image # only they end its chunks
	cat behind.cpio >>image
	"$mkinitrd" list image >both || :
	claim "$how: what stands behind, too" cmp wanted.both both
	claim "$how: the kernel takes it" "$mkinitrd" verify image
done

for cut in 100 100000; do
	for how in bzip2 'xz --format=lzma' lzop 'lz4 -q -l'; do
		$how -c <raw 2>/dev/null | head -c "$cut" >image
		s=0
		"$mkinitrd" verify image 2>stderr || s=$?
		claim "$how, cut at $cut: found" test "$s" -eq 1
		claim "$how, cut at $cut: where" grep -q 'offset 0: .*broken or cut short' stderr
	done
done

# Documentation/admin-guide/bootconfig.rst
word() { # NUMBER: 32 bits, the lowest byte first
	# shellcheck disable=SC2059 # it is the format's escapes that make bytes
	printf "\\$(printf %o $(($1 & 255)))\\$(printf %o $(($1 >> 8 & 255)))\\$(printf %o $(($1 >> 16 & 255)))\\$(printf %o $(($1 >> 24 & 255)))"
}
printf 'kernel.loglevel = 7\n\000\000\000\000' >config
sum=$(od -An -v -tu1 config | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s }')
with_config() { # CHECKSUM
	{ cat behind.cpio config; word "$(wc -c <config)"; word "$1"; printf '#BOOTCONFIG\n'; } >image
}
with_config "$sum"
claim 'a boot configuration is none of the archive' "$mkinitrd" verify image
claim 'but is reported' test "$("$mkinitrd" report image | grep -c 'boot configuration')" -eq 1
cp image before
"$mkinitrd" append --name site image spec
claim 'append leaves it at the end' "$mkinitrd" verify image
tail -c 44 before >config.before
tail -c 44 image >config.after
claim 'as it was' cmp config.before config.after
with_config $((sum + 1))
s=0
"$mkinitrd" verify image 2>stderr || s=$?
claim 'a wrong checksum: found' test "$s" -eq 1
claim 'a wrong checksum: in words' grep -q 'boot configuration with a wrong length or checksum' stderr

totals
