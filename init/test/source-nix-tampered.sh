#!/bin/sh
# SPDX-License-Identifier: MIT
# A binary cache that lies about a path or its bytes is found out, before anything of it is
# loaded; what is large is not even asked for where the narinfo is a lie.
# shellcheck disable=SC1091,SC2154  # what the libraries set
. "${0%/*}/source-lib.sh"
. "${0%/*}/nix-lib.sh"

caches_to_damage
# --- what is signed ---
other_hash=$(hash_of "$linux_path") other_sig=$(grep ^Sig "$(narinfo good "$linux_path")")
for what in "s/^NarHash: .*/NarHash: $other_hash/" '/^NarSize/s/$/0/' "s/^References:.*/References: ${linux_path##*/}/" \
	"s|^Sig.*|$other_sig|" '/^Sig/s/one:/two:/' /^Sig/d; do
	damage
	edit "$initrd_path" "$what"
	attempt
	refuses E-VERIFY-SIGNATURE "a narinfo with $what"
	nothing_large 'though its narinfo is a lie'
done
damage
cp "$(narinfo bad "$linux_path")" "$(narinfo bad "$initrd_path")"
attempt
refuses E-SOURCE-NIX 'the narinfo of another path'
for what in /^NarHash/d /^URL/d 's/^Compression: .*/Compression: bzip2/' 's/^NarSize.*/NarSize: -1/' 's/^URL: .*/URL: a b/'; do
	damage
	edit "$tree_path" "$what"
	attempt
	refuses E-SOURCE-NIX "a narinfo with $what"
done
damage
head -c 70000 /dev/zero | tr '\0' a >"$(narinfo bad "$tree_path")"
attempt
refuses E-FETCH-TOO-LARGE 'a narinfo of 70 kB'

# --- what nobody signed ---
damage
edit "$initrd_path" "s/^URL: .*/$(grep ^URL "$(narinfo bad "$linux_path")" | sed 's;/;\\/;')/; /^File/d"
attempt
refuses E-VERIFY-DIGEST 'the bytes of another path'
damage
edit "$initrd_path" "s/^FileHash: .*/FileHash: $other_hash/"
attempt
refuses E-VERIFY-DIGEST 'another FileHash'
says 'FileHash says'
damage
edit "$initrd_path" 's/^FileSize: .*/FileSize: 1000/'
attempt
refuses E-VERIFY-DIGEST 'a FileSize that is too small'
damage
edit "$initrd_path" '/^File/d; s/^Compression: .*/Compression: zstd/'
zstd -q -1 --rm "$(nar "$initrd_path")"
edit "$initrd_path" '/^URL/s/$/.zst/'
attempt
loads 'compressed in another way by somebody else'

# --- the bytes ---
for form in good xz; do
	for at in 1000 200000; do
		damage $form
		edit "$initrd_path" '/^File/d'
		change_byte "$(nar "$initrd_path")" $at
		attempt
		case $form in
		good) refuses E-VERIFY-DIGEST 'a byte changed' ;;
		xz) refuses E-SOURCE-NIX 'damaged xz data' ;;
		esac
	done
done
damage
truncate -s -64 "$(nar "$initrd_path")"
edit "$initrd_path" /^File/d
attempt
refuses E-VERIFY-DIGEST 'a NAR that is cut off'
damage
echo >>"$(nar "$tree_path")"
edit "$tree_path" /^File/d
attempt
refuses E-VERIFY-DIGEST 'a NAR with something behind it'
damage xz
head -c 200000000 /dev/zero | xz -0 >"$(nar "$initrd_path")"
edit "$initrd_path" /^File/d
attempt
refuses E-VERIFY-DIGEST 'a bomb'
says 'larger than the narinfo says'
