# SPDX-License-Identifier: MIT
# Sourced first by workers-*.sh: a loader whose workers do what the file $root/faults says.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
. "${0%/*}/source-lib.sh"

"${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -Iinit -static -O1 -Wall -Wextra -Werror -o "$dir/bad_worker" init/test/bad_worker.c \
	init/pure/fetch_msg.c init/base/*.c
mv "$root/lib/takeover/fetch" "$root/lib/takeover/real"
for name in fetch decode parse verify; do
	rm -f "$root/lib/takeover/$name"
	ln "$dir/bad_worker" "$root/lib/takeover/$name"
done

make_tree "$www/tree"
tar -C "$www/tree" -czf "$www/image.tar.gz" .
minisign -G -W -p "$dir/pub" -s "$dir/key" >/dev/null
minisign -S -s "$dir/key" -m "$www/tree/SHA256SUMS" >/dev/null
serve
tree="nixos.url=http://127.0.0.1/tree/ nixos.key=$(tail -n 1 "$dir/pub") nixos.sha256=$(pin_of "$www/tree/SHA256SUMS")"
tarball="nixos.url=http://127.0.0.1/image.tar.gz nixos.sha256=$(pin_of "$www/image.tar.gz")"

# A loader of its own, for those that run at the same time: from here on $root and $log are its.
enter_lane() { # NAME
	cp -alx "$root" "$dir/$1" 2>/dev/null || :
	root=$dir/$1 log=$dir/$1.log
	mount --rbind /proc "$root/proc"
	rm -f "$root/dev/null"
	: >"$root/dev/null"
	mount --bind /dev/null "$root/dev/null"
}

# A fault, and what the loader is to make of it.
under() { # FAULT WORD...
	echo "$1" >"$root/faults"
	fault=$1
	shift
	acquire "$@"
	[ ! -s "$root/faults" ] || fail "it did not come true: $fault"
}
