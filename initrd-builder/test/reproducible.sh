#!/bin/sh
# SPDX-License-Identifier: MIT
# The same content in another state of the build machine is the same archive, and the same
# manifest.  One axis at a time, so that a failure says which: another file system and
# order of creation, times, owners, links from outside, equal files that are one inode;
# then modes, locale, folder, processors and user.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"
other=$(mktemp -d -p /dev/shm) # a tmpfs: other inodes, devices, order of names
trap 'rm -rf "$work" "$other"' EXIT
chmod 755 "$work" "$other"

mkdir -p "$work/tree/sub/a b" "$work/modules"
for name in b a sub/two sub/.hidden 'sub/a b/ä'; do
	printf same >"$work/tree/$name"
done
head -c 3000000 /dev/zero >"$work/tree/large"
chmod +x "$work/tree/a"
ln -s a "$work/tree/link"
mkdir "$work/tree/sub/empty"

# A spec with one of everything that reads the build machine.
cat >"$work/spec" <<'SPEC'
dir /bin 0755 0 0
file /bin/large ${TREE}/large 0755 0 0 /bin/linked
busybox-links /bin busybox ${TREE}/../applets
dir /tree 0755 0 0
tree /tree ${TREE}
SPEC
printf 'sh\nls\n' >"$work/applets"

build() { # TREE OUT [COMMAND...]: run from wherever we are
	tree=$1
	out=$2
	shift 2
	"$@" "$mkinitrd" build -c zstd -D "TREE=$tree" --manifest "$out.json" -o "$out" "$work/spec"
}

same() { # AXIS
	s=0
	cmp "$work/first" "$work/second" && cmp "$work/first.json" "$work/second.json" || s=1
	result "$1" "$s"
	rm -f "$work/second" "$work/second.json"
}

fresh() { # a second tree, as equal as it can be
	rm -rf "$work/copy"
	mkdir "$work/copy"
	cp -a "$work/tree" "$work/copy/tree"
	cp "$work/applets" "$work/copy"
}

build "$work/tree" "$work/first"

# A: names in another order of creation, on another file system
(cd "$work/tree" && find . -type d | sort | cpio -pd --quiet "$other/tree"
	find . ! -type d | sort -r | cpio -pd --quiet "$other/tree")
cp "$work/applets" "$other"
build "$other/tree" "$work/second"
same 'A another file system'

fresh
find "$work/copy" -exec touch -h -d '2033-03-03' {} +
build "$work/copy/tree" "$work/second"
same 'B times newer than the epoch'

if [ "$(id -u)" -eq 0 ]; then
	fresh
	chown -hR 12:34 "$work/copy"
	build "$work/copy/tree" "$work/second"
	same 'C another owner'
else
	echo 'skipped: C another owner, which takes root'
fi

fresh
ln "$work/copy/tree/a" "$work/copy/outside"
build "$work/copy/tree" "$work/second"
same 'D a hard link from outside the tree'

fresh
ln -f "$work/copy/tree/b" "$work/copy/tree/sub/two"
ln -f "$work/copy/tree/b" "$work/copy/tree/sub/.hidden"
build "$work/copy/tree" "$work/second"
same 'E equal files that are one inode'

fresh
chmod -R go-rwx "$work/copy"
(umask 077; cd / && build "$work/copy/tree" "$work/second" env TZ=Asia/Tokyo LC_ALL=C.UTF-8)
[ "$(stat -c %a "$work/second")" = 644 ] && s=0 || s=1
result 'the mode of the output by another umask' "$s"
same 'modes by another umask, another folder, locale and time zone'
build "$work/tree" "$work/second" taskset -c 0
same 'one processor'
if [ "$(id -u)" -eq 0 ]; then
	mkdir -m 777 "$work/nobody"
	build "$work/tree" "$work/nobody/out" setpriv --reuid 65534 --regid 65534 --clear-groups
	mv "$work/nobody/out" "$work/second"
	mv "$work/nobody/out.json" "$work/second.json"
	same 'another user'
fi

totals
