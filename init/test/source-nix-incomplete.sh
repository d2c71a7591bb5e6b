#!/bin/sh
# SPDX-License-Identifier: MIT
# A binary cache that has not all of a path, or more than this machine has room for, is told by
# its right name; and no link is followed to what the path does not refer to.
# shellcheck disable=SC1091,SC2154  # what the libraries set
. "${0%/*}/source-lib.sh"
. "${0%/*}/nix-lib.sh"

caches_to_damage
# --- what is missing ---
damage
rm "$www/bad/nix-cache-info"
attempt
refuses E-SOURCE-NIX 'no cache'
damage
echo 'StoreDir: /gnu/store' >"$www/bad/nix-cache-info"
attempt
refuses E-SOURCE-NIX 'a cache of another store'
for missing in "$tree_path" "$script_path" "$linux_path" "$initrd_path"; do
	damage
	rm "$(narinfo bad "$missing")"
	attempt
	refuses E-SOURCE-NIX "a cache without ${missing##*-}"
	damage
	rm "$(nar "$missing")"
	attempt
	refuses E-SOURCE-NIX "a cache without the bytes of ${missing##*-}"
done
damage
rm "$(narinfo bad "$initrd_path")"
attempt
! grep -q "$(basename "$(nar "$linux_path")")" "$dir/access.log" || fail 'a kernel was fetched for which there is no initrd'

# --- signed, and yet not what it should be ---
refuses_tree() { # CODE CLAIM REFERENCE...: the folder $dir/made/tree2
	code=$1 claim=$2
	shift 2
	wrong_path=$(add "$dir/made/tree2" "$@")
	copy good "$wrong_path" "secret-key=$dir/one&compression=none"
	acquire nixos.url=http://127.0.0.1/good nixos.path="$wrong_path" "$key"
	refuses "$code" "$claim"
	rm -rf "$dir/made/tree2"
	mkdir "$dir/made/tree2"
}
tree_with() { # INITRD: what the link says
	rm -rf "$dir/made/tree2"
	cp -a "$dir/made/kexec-tree" "$dir/made/tree2"
	ln -sfn "$1" "$dir/made/tree2/initrd.gz"
}
tree_with "$initrd_path/initrd"
refuses_tree E-SOURCE-NIX 'a link to a path that is not in References' "$linux_path" "$script_path"
says 'not among its References'
for link in /etc/passwd ../../../etc/passwd "$initrd_path/nothing" "$initrd_path" initrd.gz nothing /nix/store/x; do
	tree_with "$link"
	refuses_tree E-SOURCE-NIX "a link to $link" "$linux_path" "$script_path" "$initrd_path"
done
tree_with "$linux_path/bzImage"
refuses_tree E-SOURCE-NIX 'the kernel as its own initrd' "$linux_path" "$script_path"
says 'is the kernel, too'
cp -a "$dir/made/kexec-tree/bzImage" "$dir/made/tree2/"
refuses_tree E-SOURCE-NIX 'a tree without a script' "$linux_path"

# --- more than this machine has ---
echo 'nixos.allow=none' >"$root/etc/takeover/cmdline.d/baked.conf"
damage
edit "$initrd_path" 's/^NarSize: .*/NarSize: 5368709120/'
printf 'MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n' >"$dir/meminfo"
mount --bind "$dir/meminfo" "$root/proc/meminfo"
acquire nixos.url="$url" "$path" nixos.trust=none
refuses E-RAM '5 GiB'
nothing_large 'though it cannot fit'
