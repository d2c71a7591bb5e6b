#!/bin/sh
# SPDX-License-Identifier: MIT
# decode unpacks what the real compressors write, and refuses what is cut, damaged or huge.
# shellcheck disable=SC1091,SC2154  # what fetch-lib.sh sets
. "${0%/*}/fetch-lib.sh"

# enum fetch_result
OK=0 SHORT=5 TOO_LARGE=6 OTHER=8

head -c 300000 /dev/urandom >"$dir/plain"
head -c 700000 /dev/zero >>"$dir/plain"
gzip -n <"$dir/plain" >"$dir/gzip"
xz <"$dir/plain" >"$dir/xz"
xz --check=sha256 --x86 --lzma2=preset=9 <"$dir/plain" >"$dir/xz-x86"
zstd -q -19 <"$dir/plain" >"$dir/zstd"
zstd -q --long=27 <"$dir/plain" >"$dir/zstd-long"
cp "$dir/plain" "$dir/none"
# one behind the other, as in an initrd
for format in gzip xz zstd; do
	head -c 1000 "$dir/plain" >"$dir/first"
	{ $format <"$dir/first" 2>/dev/null; tail -c +1001 "$dir/plain" | $format; } >"$dir/$format-twice"
done

decodes() { # FILE WANT CLAIM
	run decode <"$1"
	must "$3: it ends well" test "$status $(last_message result)" = "0 $OK"
	must "$3: the bytes are the same" cmp "$dir/out" "$2"
}

fails() { # FILE RESULT CLAIM [ARGUMENT...]
	file=$1 want=$2 claim=$3
	shift 3
	run decode "$@" <"$file"
	must "$claim: it fails" test "$status" = 1
	must "$claim: by its class" test "$(last_message result)" = "$want"
	must "$claim: in words" test -n "$(last_message text)"
}

for format in gzip gzip-twice xz xz-x86 xz-twice zstd zstd-long zstd-twice none; do
	decodes "$dir/$format" "$dir/plain" "$format"
	run decode --max-bytes 1000000 <"$dir/$format"
	must "$format: exactly the cap" test "$status" = 0
	fails "$dir/$format" $TOO_LARGE "$format: one byte over the cap" --max-bytes 999999
done

for format in gzip xz zstd; do
	size=$(wc -c <"$dir/$format")
	for cut in 10 18 1000 $((size / 2)) $((size - 1)); do
		head -c "$cut" "$dir/$format" >"$dir/cut"
		fails "$dir/cut" $SHORT "$format cut after $cut bytes"
	done
	{ head -c 200000 "$dir/$format"; printf '\377\0\377\0'; tail -c +200005 "$dir/$format"; } >"$dir/bad"
	fails "$dir/bad" $OTHER "$format with damage inside"
	{ cat "$dir/$format"; echo 'no compressed data'; } >"$dir/bad"
	fails "$dir/bad" $OTHER "$format with something behind it"
done

# Less than a magic number is no compressed file; the writer may be slow, too.
for bytes in '' 'a' '\037\213' '(\265/'; do
	# shellcheck disable=SC2059  # escapes
	printf "$bytes" >"$dir/short"
	decodes "$dir/short" "$dir/short" 'a short plain file'
done
{ head -c 1 "$dir/xz"; sleep 0.2; tail -c +2 "$dir/xz"; } | {
	run decode
	must 'a slow writer: it ends well' test "$status" = 0
}
must 'a slow writer: the bytes are the same' cmp "$dir/out" "$dir/plain"

# A dictionary of 256 MiB; a frame with a window of 2 GiB and one empty block.
xz --lzma2=preset=0,dict=256MiB,mf=hc3 <"$dir/first" >"$dir/greedy"
fails "$dir/greedy" $OTHER 'a dictionary that is too large'
printf '\050\265\057\375\000\250\001\000\000' >"$dir/greedy"
fails "$dir/greedy" $OTHER 'a window that is too large'
