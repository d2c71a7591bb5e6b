#!/bin/sh
# SPDX-License-Identifier: MIT
# verify says yes to a good Ed25519 signature and to nothing else; parse answers as agreed.
# shellcheck disable=SC1091,SC2154  # what fetch-lib.sh sets
. "${0%/*}/fetch-lib.sh"

# pure/parse_msg.h: the third word behind the header, and what an answer begins with
FAULT=1 SUMS=2 KEXEC_BOOT=3 VERDICT=4 BLAKE2B=6
VALID=1457856285 INVALID=714196706

answer() { # OFFSET: the 32-bit number there
	od -An -tu4 -j "$1" -N 4 "$dir/out" | tr -d ' '
}

bytes() { # HEX
	perl -e 'print pack "H*", $ARGV[0]' "$1"
}

request() { # KEY SIGNATURE MESSAGE, all in hex
	{
		bytes "$1$2"
		perl -e 'print pack "V", length($ARGV[0]) / 2' "$3"
		bytes "$3"
	} >"$dir/request"
}

says() { # CLAIM VERDICT MODE
	run verify "$3" <"$dir/request"
	must "$1: it is a verdict" test "$(answer 4)" = $VERDICT
	must "$1: the verdict" test "$(answer 12)" = "$2"
	must "$1: the exit status agrees" test "$status" = "$((${2} == VALID ? 0 : 1))"
}

flip() { # HEX: the same with the first bit changed
	printf '%02x%s' "$((0x${1%"${1#??}"} ^ 128))" "${1#??}"
}
grep -v "^#" init/test/vectors/ed25519-rfc8032.txt | while read -r key signature message; do
	request "$key" "$signature" "$message"
	says 'a vector of RFC 8032' $VALID ed25519
	request "$key" "$(flip "$signature")" "$message"
	says 'a changed R' $INVALID ed25519
	request "$key" "${signature%??}$(flip "${signature#"${signature%??}"}")" "$message"
	says 'a changed S' $INVALID ed25519
	request "$(flip "$key")" "$signature" "$message"
	says 'a changed key' $INVALID ed25519
	request "$key" "$signature" "${message}00"
	says 'a longer message' $INVALID ed25519
done

# S and S + the order of the group are the same number: only one of them is a signature
request d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a \
	e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901554c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b ''
says 'S beyond the order' $INVALID ed25519

# A key of order 1 would make this one signature good for every message.
zeroes=000000000000000000000000000000000000000000000000000000000000
request "0100$zeroes" "0100${zeroes}0000$zeroes" 72
says 'a key of small order' $INVALID ed25519

# What minisign signs is the digest of a file: OpenSSL's own tool makes the same.
head -c 3000000 /dev/urandom >"$dir/message"
openssl dgst -blake2b512 -binary "$dir/message" >"$dir/digest"
run verify blake2b <"$dir/message"
must 'it is a digest' test "$status $(answer 4)" = "0 $BLAKE2B"
must 'the digest' test "$(tail -c +13 "$dir/out" | od -An -tx1)" = "$(od -An -tx1 "$dir/digest")"
openssl genpkey -algorithm ed25519 -out "$dir/key.pem" 2>/dev/null
openssl pkeyutl -sign -inkey "$dir/key.pem" -rawin -in "$dir/digest" -out "$dir/signature"
{
	openssl pkey -in "$dir/key.pem" -pubout -outform DER | tail -c 32
	cat "$dir/signature"
	perl -e 'print pack "V", 64'
	cat "$dir/digest"
} >"$dir/request"
says 'a signature by OpenSSL' $VALID ed25519

whole=$(wc -c <"$dir/request")
for cut in 0 31 32 95 96 99 100 $((whole - 1)); do
	head -c "$cut" "$dir/request" >"$dir/cut"
	run verify ed25519 <"$dir/cut"
	must "a request of $cut bytes is a fault" test "$status $(answer 4)" = "1 $FAULT"
done
echo >>"$dir/request"
run verify ed25519 <"$dir/request"
must 'a request with something behind it is a fault' test "$status $(answer 4)" = "1 $FAULT"
run verify rsa <"$dir/request"
must 'another mode is refused' test "$status" = 2
must 'without an answer' test ! -s "$dir/out"

# parse: the unit tests know what is read; here is that the answers arrive.
run parse sums <<END
$(cd init/pure && sha256sum sums.c sums.h)
END
must 'sums are read' test "$status $(answer 4) $(answer 8)" = "0 $SUMS 2"
run parse sums <<END
<html>
END
must 'what are no sums is a fault of the input in line 1' \
	test "$status $(answer 4) $(answer 12) $(answer 16)" = "1 $FAULT 1 1"
head -c 65537 /dev/zero >"$dir/huge"
run parse sums <"$dir/huge"
must 'what is too long is a fault' test "$status $(answer 4)" = "1 $FAULT"
run parse kexec-boot <<'END'
kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd.gz --append "init=/i"
END
must 'kexec-boot is read' test "$status $(answer 4)" = "0 $KEXEC_BOOT"
must 'with its command line' test "$(tail -c +525 "$dir/out" | tr -d '\0')" = 'init=/i'
run parse anything </dev/null
must 'another question is refused' test "$status" = 2
