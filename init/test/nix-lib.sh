# SPDX-License-Identifier: MIT
# Sourced where $dir and $www are folders: a store of the real Nix in $dir/nix, caches that it writes in $www.
# shellcheck shell=sh disable=SC2154  # what source-lib.sh sets
export HOME="$dir/home" XDG_CACHE_HOME="$dir/home/cache"
mkdir -p "$HOME"
NIX_CONFIG='experimental-features = nix-command
build-users-group ='
export NIX_CONFIG
# As root, a bare nix-store would make a /nix on this machine.
nix_store() { nix-store --store "local?root=$dir/nix" "$@"; }
hash_of() { nix_store --query --hash "$1"; } # STORE-PATH

# --add knows of no references: here they are declared, as a build would have found them.
add() { # FILE REFERENCE...
	path=$(nix_store --add "$1")
	shift
	printf '%s\n' "$path" "$(hash_of "$path")" "$(nix_store --query --size "$path")" '' $# "$@" |
		nix_store --load-db
	echo "$path"
}

make_key() { # NAME: the secret key $dir/NAME, the public one $dir/NAME.pub
	nix_store --generate-binary-cache-key "$1" "$dir/$1" "$dir/$1.pub"
}

# PATH with all that it refers to, as a binary cache in $www/NAME.
copy() { # NAME PATH PARAMETER...
	to="file://$www/$1?$3"
	nix --store "local?root=$dir/nix" copy --no-check-sigs --to "$to" "$2" 2>"$dir/copy.log" || {
		cat "$dir/copy.log"
		exit 1
	}
}

narinfo() { echo "$www/$1/$(basename "$2" | cut -c1-32).narinfo"; } # CACHE PATH: its file

# What nixpkgs builds: folders with the initrd and the kernel, a script, and links to them.
make_store() {
	mkdir "$dir/made"
	make_tree "$dir/made/tree"
	(
		cd "$dir/made" || exit
		mkdir initrd linux kexec-tree
		cp tree/initrd.gz initrd/initrd
		ln -s initrd initrd/initrd.zst
		cp tree/bzImage linux/bzImage
		mkdir -p linux/lib/modules
		head -c 400000 /dev/urandom >linux/lib/modules/all
		cp tree/kexec-boot kexec-boot
		chmod 755 kexec-boot
	)
	initrd_path=$(add "$dir/made/initrd")
	linux_path=$(add "$dir/made/linux")
	script_path=$(add "$dir/made/kexec-boot")
	ln -s "$linux_path/bzImage" "$dir/made/kexec-tree/bzImage"
	ln -s "$initrd_path/initrd.zst" "$dir/made/kexec-tree/initrd.gz"
	ln -s "$script_path" "$dir/made/kexec-tree/kexec-boot"
	tree_path=$(add "$dir/made/kexec-tree" "$initrd_path" "$linux_path" "$script_path")
	path=nixos.path=$tree_path
}

# Two good caches, signed, and at $url a copy of one that may be damaged.
caches_to_damage() {
	make_store
	make_key one
	copy good "$tree_path" "secret-key=$dir/one&compression=none"
	copy xz "$tree_path" "secret-key=$dir/one&compression=xz"
	serve
	key=nixos.key=$(cat "$dir/one.pub")
	url=http://127.0.0.1/bad
}

damage() { # [CACHE]: one to damage, of which nothing was asked for yet
	rm -rf "$www/bad"
	cp -a "$www/${1:-good}" "$www/bad"
	: >"$dir/access.log"
}
edit() { # PATH SED...: its narinfo
	file=$(narinfo bad "$1")
	shift
	sed -i "$@" "$file"
}
nar() { echo "$www/bad/$(sed -n 's/^URL: //p' "$(narinfo bad "$1")")"; } # PATH: its file
change_byte() { # FILE OFFSET
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059  # an octal escape
	printf "\\$(printf %o $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
attempt() { acquire nixos.url="$url" "$path" "$key"; }
nothing_large() { ! grep -q "$(basename "$(nar "$initrd_path")")" "$dir/access.log" || fail "asked for, $1"; }
