#!/bin/sh
# SPDX-License-Identifier: MIT
# What the real minisign signs is taken, by the keys that are trusted and by no others.
# shellcheck disable=SC1091,SC2154  # what source-lib.sh sets
. "${0%/*}/source-lib.sh"

make_tree "$www/tree"
url=http://127.0.0.1/tree/
pin=$(pin_of "$www/tree/SHA256SUMS")
serve

for name in one two other; do
	minisign -G -W -f -p "$dir/$name.pub" -s "$dir/$name.key" >/dev/null
done
key() { tail -n 1 "$dir/$1.pub"; }
sign() { # KEY ARGUMENT...: the list, into $dir/KEY.minisig
	name=$1
	shift
	minisign -S -s "$dir/$name.key" -x "$dir/$name.minisig" -m "$www/tree/SHA256SUMS" "$@" >/dev/null
}
publish() { # KEY...: their signatures, one behind the other
	for name; do cat "$dir/$name.minisig"; done >"$www/tree/SHA256SUMS.minisig"
}
bake() { # CONFIG KEY...
	echo "$1" >"$root/etc/takeover/cmdline.d/baked.conf"
	shift
	for name; do cat "$dir/$name.pub"; done >"$root/etc/takeover/keys.d/keys"
}
for name in one two other; do sign $name; done

acquire nixos.url=$url nixos.key="$(key one)"
refuses E-FETCH-HTTP 'nobody has signed'
publish one
acquire nixos.url=$url nixos.key="$(key one)"
loads 'signed by the key'
says 'signed by key [0-9A-F]{16}, timestamp:'
acquire nixos.url=$url nixos.key="$(key other)"
refuses E-VERIFY-SIGNATURE 'signed by another key'
acquire nixos.url=$url nixos.sha256="$pin" nixos.key="$(key one)"
loads 'signed, and pinned'
acquire nixos.url=$url nixos.sha256="$kernel" nixos.key="$(key one)"
refuses E-VERIFY-DIGEST 'signed, but another one is pinned'
acquire nixos.url=$url nixos.sha256="$pin" nixos.key="$(key other)"
refuses E-VERIFY-SIGNATURE 'pinned, but not signed'

# m of n different keys
both="nixos.key=$(key one) nixos.key=$(key two) nixos.threshold=2"
acquire nixos.url=$url "$both"
refuses E-VERIFY-SIGNATURE 'one of two'
publish one one
acquire nixos.url=$url "$both"
refuses E-VERIFY-SIGNATURE 'one of two, twice'
publish one other two
acquire nixos.url=$url "$both"
loads 'two of two, and a stranger'
acquire nixos.url=$url nixos.key="$(key one)" nixos.threshold=2
refuses E-CONFIG-VALUE 'more than there are'

# rollback
sign one -t "$(printf 'timestamp:1700000000\tfile:SHA256SUMS\thashed')"
publish one
acquire nixos.url=$url nixos.key="$(key one)" nixos.not-before=1700000000
loads 'as old as may be'
acquire nixos.url=$url nixos.key="$(key one)" nixos.not-before=1700000001
refuses E-VERIFY-ROLLBACK 'too old'
sign one -t 'no date'
publish one
acquire nixos.url=$url nixos.key="$(key one)" nixos.not-before=1
refuses E-VERIFY-ROLLBACK 'without a date'
acquire nixos.url=$url nixos.key="$(key one)"
loads 'without a date where none is needed'
sign one -t "$(printf 'timestamp:1700000000\tfile:other')"
publish one
acquire nixos.url=$url nixos.key="$(key one)"
refuses E-VERIFY-SIGNATURE 'of another file'

# what was changed, in each line
sign one
for line_number in 2 3 4; do
	sed "${line_number}s/[0-9]/X/;${line_number}s/A/B/" "$dir/one.minisig" >"$www/tree/SHA256SUMS.minisig"
	acquire nixos.url=$url nixos.key="$(key one)"
	refuses E-VERIFY-SIGNATURE "line $line_number changed"
done
# the id of the key, which is in no signature; the date, which is
sign one
perl -MMIME::Base64 -pe '$. == 2 and $_ = encode_base64(substr($b = decode_base64($_), 0, 9) . chr(1 ^ ord substr $b, 9) . substr($b, 10), "") . "\n"' \
	"$dir/one.minisig" >"$www/tree/SHA256SUMS.minisig"
acquire nixos.url=$url nixos.key="$(key one)"
refuses E-VERIFY-SIGNATURE 'another key id'
says 'is not trusted here'
sign one -t "$(printf 'timestamp:1900000000\tfile:SHA256SUMS\thashed')"
sed '3s/1900000000/1900000001/' "$dir/one.minisig" >"$www/tree/SHA256SUMS.minisig"
acquire nixos.url=$url nixos.key="$(key one)" nixos.not-before=1900000001
refuses E-VERIFY-SIGNATURE 'a later date in the trusted comment'
says 'did not sign this trusted comment'
sign one -l
publish one
acquire nixos.url=$url nixos.key="$(key one)"
refuses E-VERIFY-SIGNATURE 'a legacy signature'
says 'legacy'
sign one
publish one
echo >>"$www/tree/SHA256SUMS"
acquire nixos.url=$url nixos.key="$(key one)"
refuses E-VERIFY-SIGNATURE 'another list'
sign one && publish one
echo x >>"$www/tree/initrd.gz"
acquire nixos.url=$url nixos.key="$(key one)"
refuses E-VERIFY-DIGEST 'a file that is not the signed one'
pin=$(pin_of "$www/tree/SHA256SUMS")
truncate -s 3000001 "$www/tree/initrd.gz"

# keys in the initrd: the command line can narrow them, no more
bake '' one two
acquire nixos.url=$url
loads 'signed by a key of the initrd'
acquire nixos.url=$url nixos.key="$(key two)"
refuses E-VERIFY-SIGNATURE 'narrowed to the other key'
acquire nixos.url=$url nixos.key="$(key other)"
refuses E-CONFIG-VALUE 'a key of the command line'
acquire nixos.url=$url nixos.sha256="$pin"
loads 'a pin is a further condition'
publish other
acquire nixos.url=$url nixos.sha256="$(pin_of "$www/tree/SHA256SUMS")"
refuses E-VERIFY-SIGNATURE 'a pin in place of a signature'
acquire nixos.url=$url nixos.trust=none
refuses E-CONFIG-VALUE 'nixos.trust=none'
bake 'nixos.threshold=2 nixos.not-before=1600000000' one two
sign two && publish one two
acquire nixos.url=$url
loads 'two of two, in the initrd'
acquire nixos.url=$url nixos.threshold=1
refuses E-CONFIG-VALUE 'a lower threshold'
acquire nixos.url=$url nixos.not-before=1
refuses E-CONFIG-VALUE 'a lower floor'

# without any, only what the initrd allows
bake ''
acquire nixos.url=$url
refuses E-TRUST-NONE 'nothing'
bake 'nixos.allow=tls'
acquire nixos.url=$url nixos.trust=none
refuses E-CONFIG-VALUE 'more than is allowed'
acquire nixos.url=$url nixos.trust=tls
refuses E-CONFIG-URL 'http is no TLS'
bake 'nixos.allow=none'
acquire nixos.url=$url nixos.trust=none
loads 'whatever comes, where that is allowed'
acquire nixos.url=$url nixos.trust=none nixos.allow=none
refuses E-CONFIG-VALUE 'allowing oneself'
