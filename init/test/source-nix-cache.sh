#!/bin/sh
# SPDX-License-Identifier: MIT
# What NixOS builds is taken whole from a binary cache that the real Nix wrote, in every
# compression, under the keys and pins that are trusted and no others.
# shellcheck disable=SC1091,SC2154,SC2016  # what the libraries set; iPXE's own variable
. "${0%/*}/source-lib.sh"
. "${0%/*}/nix-lib.sh"

make_store
for name in one two other; do make_key $name; done
key() { cat "$dir/$1.pub"; }
for form in xz zstd gzip none; do
	copy $form "$tree_path" "secret-key=$dir/one&compression=$form"
done
copy unsigned "$tree_path" compression=none
serve
url=http://127.0.0.1/xz

for form in xz zstd gzip none; do
	acquire nixos.url=http://127.0.0.1/$form "$path" nixos.key="$(key one)"
	loads "compressed by $form"
done
says "verify: ${tree_path##*/}: signed by one"
says "verify: ${initrd_path##*/}: matches NarHash and NarSize"
cp -a "$www/xz" "$root/cache"
acquire nixos.url=file:///cache/ "$path" nixos.key="$(key one)"
loads 'from a cache in the initrd'
rm "$root/cache/$(basename "$(narinfo xz "$initrd_path")")"
acquire nixos.url=file:///cache/ "$path" nixos.key="$(key one)"
refuses E-SOURCE-NIX 'a cache in the initrd that lacks a path'

# --- the other forms: netboot.ipxe, and a folder that has all in itself ---
mkdir -p "$dir/made/netboot" "$dir/made/script"
printf '#!ipxe\nkernel bzImage %s initrd=initrd ${cmdline}\ninitrd initrd\nboot\n' "$line" >"$dir/made/script/netboot.ipxe"
ipxe_path=$(add "$dir/made/script")
ln -s "$linux_path/bzImage" "$initrd_path/initrd" "$ipxe_path/netboot.ipxe" "$dir/made/netboot"
netboot_path=$(add "$dir/made/netboot" "$linux_path" "$initrd_path" "$ipxe_path")
copy xz "$netboot_path" "secret-key=$dir/one"
acquire nixos.url=$url nixos.path="$netboot_path" nixos.key="$(key one)"
loads 'a netboot folder'
whole_path=$(add "$dir/made/tree")
copy unsigned "$whole_path" compression=zstd
acquire nixos.url=http://127.0.0.1/unsigned nixos.path="$whole_path" nixos.sha256="$(hash_of "$whole_path" | sed 's/^sha256://' |
	xargs nix hash to-sri --type sha256)"
loads 'a path that needs no other, by its pin alone'

# --- signatures ---
acquire nixos.url=http://127.0.0.1/unsigned "$path" nixos.key="$(key one)"
refuses E-VERIFY-SIGNATURE 'nobody has signed'
acquire nixos.url=$url "$path" nixos.key="$(key other)"
refuses E-VERIFY-SIGNATURE 'signed by another key'
acquire nixos.url=$url "$path" nixos.key="one:$(key other | cut -d: -f2)"
refuses E-VERIFY-SIGNATURE 'another key by the same name'
both="nixos.key=$(key one) nixos.key=$(key two) nixos.threshold=2"
acquire nixos.url=$url "$path" "$both"
refuses E-VERIFY-SIGNATURE 'one of two'
grep ^Sig "$(narinfo xz "$tree_path")" >"$dir/sig"
sed -i "/^Sig/r $dir/sig" "$(narinfo xz "$tree_path")"
acquire nixos.url=$url "$path" "$both"
refuses E-VERIFY-SIGNATURE 'one of two, twice'
nix store sign --store "file://$www/xz" -r -k "$dir/two" "$tree_path"
acquire nixos.url=$url "$path" "$both"
loads 'two of two'

# --- pins ---
pin=nixos.sha256=$(nix hash to-base16 --type sha256 "$(hash_of "$tree_path" | cut -d: -f2)")
pins="nixos.sha256=$initrd_path:$(hash_of "$initrd_path") nixos.sha256=$linux_path:$(hash_of "$linux_path")"
script_pin=nixos.sha256=$script_path:$(hash_of "$script_path")
acquire nixos.url=$url "$path" "$pin"
refuses E-TRUST-PARTIAL 'a pin of the tree alone'
acquire nixos.url=$url "$path" "$pin" "$pins"
refuses E-TRUST-PARTIAL 'no pin of the script'
acquire nixos.url=$url "$path" "$pin" "$pins" "$script_pin"
loads 'a pin of each path'
acquire nixos.url=$url "$path" nixos.sha256="$kernel" "$pins" "$script_pin"
refuses E-VERIFY-DIGEST 'another pin of the tree'
acquire nixos.url=$url "$path" "$pin" "$pins" nixos.sha256="$script_path:$(hash_of "$initrd_path")"
refuses E-VERIFY-DIGEST 'another pin of the script'
acquire nixos.url=$url "$path" "$pin" nixos.key="$(key one)"
loads 'pinned, and signed'
acquire nixos.url=$url "$path" nixos.sha256="$kernel" nixos.key="$(key one)"
refuses E-VERIFY-DIGEST 'signed, but another one is pinned'
acquire nixos.url=$url "$path" "$pin" nixos.key="$(key other)"
refuses E-VERIFY-SIGNATURE 'pinned, but not signed'
acquire nixos.url=$url "$script_pin"
refuses E-CONFIG-VALUE 'a pin of a path without nixos.path='

# --- keys in the initrd: the command line can narrow them, no more ---
bake() { # CONFIG KEY...
	echo "$1" >"$root/etc/takeover/cmdline.d/baked.conf"
	shift
	for name; do cat "$dir/$name.pub" && echo; done >"$root/etc/takeover/keys.d/keys"
}
bake "nixos.path=$tree_path" one two
acquire nixos.url=$url
loads 'signed by a key of the initrd'
acquire nixos.url=$url nixos.path="$netboot_path"
refuses E-CONFIG-VALUE 'another path than the initrd has'
bake '' one
acquire nixos.url=$url "$path" nixos.key="$(key other)"
refuses E-CONFIG-VALUE 'a key of the command line'
acquire nixos.url=http://127.0.0.1/unsigned "$path" "$pin" "$pins" "$script_pin"
refuses E-VERIFY-SIGNATURE 'pins in place of a signature'
acquire nixos.url=$url "$path" nixos.not-before=1
refuses E-CONFIG-VALUE 'a date, which no cache has'
minisign -G -W -p "$dir/minisign.pub" -s "$dir/minisign.key" >/dev/null
bake '' minisign
acquire nixos.url=$url "$path" "$pin" "$pins" "$script_pin"
refuses E-TRUST-NONE 'keys that are for another kind of source'

# --- without any ---
bake ''
acquire nixos.url=$url "$path"
refuses E-TRUST-NONE 'nothing'
bake 'nixos.allow=none'
acquire nixos.url=http://127.0.0.1/unsigned "$path" nixos.trust=none
loads 'whoever answers, where the initrd allows it'
acquire nixos.url=http://127.0.0.1/unsigned "$path" nixos.trust=tls
refuses E-CONFIG-URL 'http is no TLS'
