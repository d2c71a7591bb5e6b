#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The bill of materials is a document of SPDX 2.3, its digests are those of the files, and a
# manifest adds the packages of whose source they are made.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

printf 'one' >one
printf 'tw"o' >two
cat >spec <<'SPEC'
dir /bin 0755 0 0
packages "${MADE_OF}"
file /bin/one one 0755 0 0 /bin/linked
file /plain two 0644 0 0
packages "zlib 1.3.1"
file /bin/quoted"name two 0755 0 0
SPEC
sed -i 's|/bin/quoted"name|"/bin/quoted\\"name"|' spec
"$mkinitrd" build -D 'MADE_OF=busybox 1.37.0, musl 1.2.5' --manifest image.json -c zstd -o image spec
"$mkinitrd" extract -C files image
"$mkinitrd" report --spdx image >plain.spdx
claim 'without packages' test "$("$here/spdx-check" plain.spdx files)" = '3 files, 1 packages, 4 relationships'
"$mkinitrd" report --spdx --manifest image.json image >full.spdx
claim 'with packages' test "$("$here/spdx-check" full.spdx files)" = '3 files, 4 packages, 7 relationships'
claim 'their names and versions' grep -q '"name":"busybox","versionInfo":"1.37.0"' full.spdx
claim 'the manifest has them' test "$(grep -c '"packages":"busybox 1.37.0, musl 1.2.5"' image.json)" -eq 2
claim 'explain says them' test "$("$mkinitrd" explain image bin/one)" = \
	'bin/one: file of segment 1: spec:3; made of busybox 1.37.0, musl 1.2.5'
claim 'what follows has none' test "$("$mkinitrd" explain image plain)" = 'plain: file of segment 1: spec:4'

echo 'file /bin/x one 0644 0 0' >spec.other
"$mkinitrd" append --name other image spec.other
s=0
"$mkinitrd" report --spdx --manifest image.json image >/dev/null 2>stderr || s=$?
claim 'a manifest of another image: refused' test "$s" -eq 1
claim 'a manifest of another image: in words' grep -q 'the manifest is of another image' stderr

for image in "$top"/out/*/base*.cpio; do
	[ -e "$image.spdx.json" ] || continue
	rm -rf files
	"$mkinitrd" extract -C files "$image"
	claim "${image##*/}" "$here/spdx-check" "$image.spdx.json" files
	claim "${image##*/}: each program has its packages" test -z \
		"$(grep '"type":"file"' "$image.json" | grep -v '"packages":' | grep '"mode":"0755"')"
done
totals
