#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs that read foreign bytes are in an attacker's hands: they answer what they like,
# flood or die.  The loader loads nothing, and says whose fault it was.
# shellcheck disable=SC1091,SC2154,SC2016  # what the libraries set; what the liars see
. "${0%/*}/source-lib.sh"
. "${0%/*}/nix-lib.sh"

make_store
make_key one
copy cache "$tree_path" "secret-key=$dir/one&compression=zstd"
echo foreign >"$dir/made/foreign"
foreign_path=$(add "$dir/made/foreign")
copy cache "$foreign_path" "secret-key=$dir/one&compression=none"
serve
attempt() { acquire nixos.url=http://127.0.0.1/cache "$path" nixos.key="$(cat "$dir/one.pub")"; }

lib=$root/lib/takeover
mkdir -p "$root/bin" "$lib/honest"
cp "${O:-build}/deps/${ARCH:-x86_64}/out/bin/busybox" "$root/bin/busybox"
for name in decode parse verify; do ln -s ../fetch "$lib/honest/$name"; done
# A script in the place of NAME; $0 is that, its honest self is in the folder beside it.
liar() { # NAME COMMANDS
	rm -f "$lib/$1"
	printf '#!/bin/busybox sh\nhonest() { "${0%%/*}/honest/${0##*/}" "$@"; }\n%s\n' "$2" >"$lib/$1"
	chmod 755 "$lib/$1"
}
repent() { # NAME
	ln -sf fetch "$lib/$1"
}
# What the honest parse says about the input: to be told another time.
record() { # QUESTION FILE ANSWER
	"$lib/honest/parse" --root "$root/var/empty" "$1" <"$2" | cat >"$root/$3"
}

liar parse 'honest "$@"'
attempt
loads 'when nobody lies, by the same scripts'

# --- parse ---
for lie in 'exit 0' 'echo yes' 'while echo yes; do :; done' 'kill -9 $$' 'honest "$@" | busybox head -c 100'; do
	liar parse "$lie"
	attempt
	refuses E-WORKER-DIED "parse: $lie"
done
record narinfo "$(narinfo cache "$foreign_path")" foreign
liar parse 'case $3 in narinfo) exec /bin/busybox cat /foreign ;; *) honest "$@" ;; esac'
attempt
refuses E-SOURCE-NIX 'parse: the narinfo of another path'
sed "s/^NarHash: .*/NarHash: $(hash_of "$foreign_path")/" "$(narinfo cache "$tree_path")" >"$dir/narinfo"
record narinfo "$dir/narinfo" foreign
attempt
refuses E-VERIFY-SIGNATURE 'parse: another NarHash'
printf '%s' "$foreign_path" >"$dir/link"
record "link:${tree_path##*/}/initrd.gz" "$dir/link" foreign
liar parse 'case $3 in link:*initrd.gz) exec /bin/busybox cat /foreign ;; *) honest "$@" ;; esac'
attempt
refuses E-SOURCE-NIX 'parse: a link to a path that is signed, too'
says 'not among its References'
# a folder of 16 MiB, more than the path has: its length stands at byte 36
liar parse 'case $3 in
nar:) honest "$@" | busybox cat >/tmp/answer; printf "\377\377" | busybox dd of=/tmp/answer bs=1 seek=37 conv=notrunc 2>/dev/null
	exec /bin/busybox cat /tmp/answer ;;
*) honest "$@" ;;
esac'
mkdir -p "$root/tmp"
attempt
refuses E-WORKER-DIED 'parse: a span outside of the path'
repent parse

# --- decode ---
liar decode 'honest "$@" | busybox tr "\0" "\1"'
attempt
refuses E-VERIFY-DIGEST 'decode: other bytes'
liar decode 'honest "$@"; while echo more; do :; done'
attempt
refuses E-VERIFY-DIGEST 'decode: more bytes'
liar decode 'honest "$@" 3>/dev/null'
attempt
refuses E-WORKER-DIED 'decode: no last word'
repent decode

# --- verify ---
for lie in 'exit 0' 'while echo yes; do :; done' 'kill -9 $$' 'honest "$@" | busybox tr "\037" "\036"'; do
	liar verify "$lie"
	attempt
	refuses E-WORKER-DIED "verify: $lie"
done
repent verify
attempt
loads 'when all are honest again'
