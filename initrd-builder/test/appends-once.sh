#!/bin/sh
# SPDX-License-Identifier: MIT
# An overlay that is appended twice is there once, whatever stands in front of it and
# behind it; the image keeps its mode, other tools read it, and what fails changes nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

echo 'dir /etc 0755 0 0' >base.spec
echo one >one
echo two >two
printf 'file /etc/x one 0644 0 0\n' >one.spec
printf 'file /etc/x two 0644 0 0\n' >two.spec
"$mkinitrd" build -o base base.spec

# Images of other tools: without padding, of odd length, compressed.
mkdir -p tree/etc
(cd tree && find . -mindepth 1 | cpio -o -H newc --quiet -R 0:0) >foreign
gzip -n <foreign >odd.gz
[ $(($(wc -c <odd.gz) % 2)) -eq 1 ] || printf '\0' >>odd.gz

for image in base foreign odd.gz; do
	cp "$image" image
	chmod 600 image
	"$mkinitrd" append --name site image one.spec
	cp image once
	"$mkinitrd" append --name site image one.spec
	claim "$image: twice is once" cmp once image
	claim "$image: the mode stays" test "$(stat -c %a image)" = 600
	"$mkinitrd" append --name keys -c zstd image two.spec
	claim "$image: the last one counts" test "$("$mkinitrd" cat image etc/x)" = two
	"$mkinitrd" append --name site -c gzip image one.spec
	claim "$image: also when it was there before" test "$("$mkinitrd" cat image etc/x)" = one
	claim "$image: the kernel takes all of it" "$mkinitrd" verify image
	"$mkinitrd" list image | grep -F .overlay- | sort >names
	printf '.overlay-keys\n.overlay-site\n' >wanted
	claim "$image: each is there once" cmp names wanted
done
"$mkinitrd" append --name site base one.spec
dd if=base of=behind bs=512 skip=1 status=none
claim 'cpio lists an overlay' test "$(cpio -t --quiet <behind | head -n 1)" = .overlay-site

cp once image
for spec in 'file /gone/x one 0644 0 0' 'file /etc one 0644 0 0' 'flie'; do
	echo "$spec" >bad.spec
	s=0
	"$mkinitrd" append --name site image bad.spec 2>stderr || s=$?
	claim "refused: $spec" test "$s" -eq 1
	claim "refused where: $spec" grep -q '^mkinitrd: bad.spec:1:' stderr
	claim "nothing changed: $spec" cmp once image
done
claim 'nothing is left behind' test -z "$(find . -name 'image.*')"

ln -s image link
"$mkinitrd" append --name site link two.spec
claim 'a symlink to the image stays one' test -L link
claim 'and the image has changed' test "$("$mkinitrd" cat image etc/x)" = two
s=0
"$mkinitrd" diff once image >changes || s=$?
claim 'diff says that they differ' test "$s" -eq 1
claim 'and in what' grep -q '^! etc/x content' changes

totals
