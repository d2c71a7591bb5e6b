#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Our archives have the same list in GNU cpio, bsdtar, initramfs-tools and mkinitrd itself.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

mkdir -p 'tree/sub/a b' tree/empty
for name in tree/a tree/sub/.hidden 'tree/sub/a b/c' tree/-n 'tree/*'; do
	echo "$name" >"$name"
done
ln -s a tree/link
cat >spec <<'SPEC'
dir /dev 0755 0 0
nod /dev/console 0600 0 0 c 5 1
pipe /fifo 0600 0 0
dir /bin 0755 0 0
file /bin/one tree/a 0755 0 0 /bin/two
dir /tree 0755 0 0
tree /tree tree
SPEC
"$mkinitrd" build -o archive spec
"$mkinitrd" list archive >ours
claim 'there is something to list' test "$(wc -l <ours)" -ge 15

cpio -t --quiet <archive >gnu
claim 'GNU cpio' diff ours gnu
bsdtar -tf archive >bsd
claim 'bsdtar' diff ours bsd

for codec in gzip xz zstd; do
	"$mkinitrd" build -c "$codec" -o archive spec
	lsinitramfs archive >debian
	claim "lsinitramfs, $codec" diff ours debian
done
# A raw archive it takes for microcode, misses what is to follow, and says so.
"$mkinitrd" build -o archive spec
lsinitramfs archive >debian 2>/dev/null || :
claim 'lsinitramfs, raw' diff ours debian
echo 'dir /kernel 0755 0 0' >early
"$mkinitrd" build -o archive early -c zstd spec
lsinitramfs archive >debian
{ echo kernel && cat ours; } >both
claim 'lsinitramfs, a compressed archive behind a raw one' diff both debian
totals
