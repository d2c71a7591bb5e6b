#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Archives by somebody who means harm: nothing is written outside the folder, nothing
# beyond the limits, and what is broken is named with its offset.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

entry() { # NAME MODE CONTENT [LENGTH-IN-HEADER]: one newc entry
	printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\000' 1 "0$2" 0 0 1 0 \
		"${4:-${#3}}" 0 0 0 0 $((${#1} + 1)) 0 "$1"
	zeroes $((-(111 + ${#1}) & 3))
	printf '%s' "$3"
	zeroes $((-${#3} & 3))
}

zeroes() { # COUNT
	head -c "$1" /dev/zero
}

trailer() {
	entry 'TRAILER!!!' 0 ''
}

mkdir outside
mkdir target
echo before >outside/file

extract() { # IMAGE [OPTION...]
	image=$1
	shift
	rm -rf target
	s=0
	timeout 60 "$mkinitrd" extract -C target "$@" "$image" 2>stderr || s=$?
}

untouched() { # WHAT
	claim "$1: nothing outside is changed" test "$(cat outside/* 2>/dev/null)" = before
	claim "$1: nothing outside is new" test "$(ls -A outside)" = file
	claim "$1: no file of that name" test ! -e /hostile-escape -a ! -e hostile-escape
}

{
	entry ../outside/hostile-escape 100644 x
	entry /hostile-escape 100644 x
	entry a/../../hostile-escape 100644 x
	entry link 120777 "$work/outside"
	entry link/hostile-escape 100644 x
	entry up 120777 ../outside
	entry up/file 100644 after
	trailer
} >escape
extract escape
untouched 'dots and symlinks'
claim 'the symlink itself may be had' test -L target/link

# 1 GiB of zeroes in a megabyte: told by the limit, and nothing of it on the disk
{
	entry bomb 100644 '' 1073741824
	head -c 1073741824 /dev/zero
	trailer
} | zstd -q -3 >bomb.image
extract bomb.image --max-bytes 1000000
claim 'a bomb: refused' test "$s" -eq 1
claim 'a bomb: by the limit' grep -q '1000000 bytes' stderr
claim 'a bomb: it takes no room' test ! -s target/bomb
i=0
while [ $i -lt 50 ]; do
	entry "f$i" 100644 x
	i=$((i + 1))
done >many
trailer >>many
extract many --max-entries 10
claim 'too many entries: refused' test "$s" -eq 1
claim 'too many entries: in words' grep -q 'more entries than the limit' stderr

# broken headers, each behind a good entry that ends at 116
named() { # WHAT OFFSET
	extract image
	claim "$1: refused" test "$s" -eq 1
	claim "$1: named by its offset" grep -q "offset $2:" stderr
	"$mkinitrd" verify image 2>stderr && s=0 || s=1
	claim "$1: verify finds it, too" test "$s" -eq 1
	claim "$1: at the same offset" grep -q "offset $2:" stderr
}

entry a 40755 '' >good
good_len=$(wc -c <good)
{ cat good; entry b 100644 xyz | head -c 60; } >image
named 'a header that is cut' "$good_len"
{ cat good; entry b 100644 x 4000000000; } >image
named 'a file longer than the archive' "$good_len"
{ cat good; entry b 100644 x | sed 's/070701/070709/'; trailer; } >image
named 'a wrong magic' "$good_len"
# The next header stands inside of what the one before says is its content.
{ cat good; entry b 100644 12345678 20; entry c 100644 y; trailer; } >image
named 'headers that overlap' $((good_len + 112 + 20))

totals
