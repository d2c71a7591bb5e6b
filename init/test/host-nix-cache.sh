#!/bin/sh
# SPDX-License-Identifier: MIT
# Before the host is left, each path of a Nix cache that the target is made of is proven there,
# without the bytes of the large ones; and --path and --key reach stage two as they were given.
# shellcheck disable=SC1091,SC2154,SC2034  # what the libraries set, and what they use
. "${0%/*}/host-lib.sh"

www=$dir/www
mkdir "$www"
chmod 755 "$dir"
make_tree() { # DIR
	mkdir "$1"
	# shellcheck disable=SC2016,SC1003  # the script's own
	printf '%s\n' '#!/bin/sh' 'kexec --load $SCRIPT_DIR/bzImage --initrd=$SCRIPT_DIR/initrd.gz \' \
		'  --command-line "init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos/init root=fstab"' >"$1/kexec-boot"
	head -c 3000000 /dev/zero >"$1/bzImage"
	head -c 5000000 /dev/zero >"$1/initrd.gz"
}
. "${0%/*}/nix-lib.sh"
make_store
make_key one
make_key other
copy cache "$tree_path" "secret-key=$dir/one&compression=none"
serve "$www"

prove() { # STATUS KEY
	status=0
	timeout 60 "$probe" prove "nixos.url=http://127.0.0.1:8000/cache $path nixos.key=$(cat "$dir/$2.pub")" >"$dir/out" 2>&1 ||
		status=$?
	must "status $1 with the key of $2" test $status = "$1"
}

prove 0 one
must 'the tree is proven' says "verify: ${tree_path##*/}: signed by one"
must 'the initrd is, too' says "verify: ${initrd_path##*/}: signed by one"
must 'the size is known' says '[ok] target: what it should be is proven; initrd 4.8 MiB'
must 'large files are asked for' test "$(grep -c 'HEAD /cache/nar/' "$dir/access.log")" = 2
must 'and not fetched' test "$(awk '$10 > 100000' "$dir/access.log" | wc -l)" = 0
prove 1 other
must 'a key that has not signed' says 'takeover: E-VERIFY-SIGNATURE '
rm "$(narinfo cache "$initrd_path")"
prove 1 one
must 'an initrd that is not there' says "takeover: E-SOURCE-NIX http://127.0.0.1:8000/cache/$(basename "$initrd_path" | cut -c1-32).narinfo: "

takeover=${OUT:-out/${ARCH:-x86_64}}/takeover
"$takeover" bundle --url http://c --path "$tree_path" --key "$(cat "$dir/one.pub")" --output "$dir/bundle.tar.gz" >"$dir/out"
tar -xzOf "$dir/bundle.tar.gz" kexec/target >"$dir/out"
must 'the path is baked into a bundle' says "--path=$tree_path"
must 'and the key' says "--key=$(cat "$dir/one.pub")"
! "$takeover" load --path "$tree_path" 2>"$dir/out" || fail 'a path without a cache'
must 'why' says '--path and --key are for what --url names'
