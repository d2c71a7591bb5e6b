#!/bin/sh
# SPDX-License-Identifier: MIT
# How far the download is stands on each console: bytes, rate and time left, and never more than a line in two seconds.
# shellcheck disable=SC1091,SC2016,SC2086,SC2154
. "${0%/*}/stage2-lib.sh"

mkdir "$dir/www/tree"
head -c 300000 /dev/urandom >"$dir/www/tree/bzImage"
head -c 5242880 /dev/urandom >"$dir/www/tree/initrd.gz"
echo 'kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd.gz --command-line "init=/x"' >"$dir/www/tree/kexec-boot"
(cd "$dir/www/tree" && sha256sum -- * >"$dir/sums" && mv "$dir/sums" SHA256SUMS)
echo 'location /tree/initrd.gz { limit_rate 1m; }' >"$dir/nginx.d"

stage_two 2 nixos.url=${url}tree/ nixos.sha256="$(sha256sum <"$dir/www/tree/SHA256SUMS" | cut -d' ' -f1)" \
	ip=10.9.0.2::10.9.0.1:24::eth0 nixos.unreachable=ok <<END
expect 0 60 fetch: initrd.gz: 
expect 0 60 of 5.0 MiB, 
expect 0 60  s left
expect 0 60 fetch: initrd.gz: 5.0 of 5.0 MiB, 
expect 0 60 verify: initrd.gz: 
expect 1 60 fetch: initrd.gz: 
expect 1 60 of 5.0 MiB, 
expect 1 60  s left
expect 1 60 verify: initrd.gz: 
save 0 $dir/first
save 1 $dir/second
run kill -TERM \$(cat \$dir/pid)
end 40 129
END
must 'one tells what the other one does' [ "$(grep -c 'initrd.gz: .* MiB' "$dir/first")" = "$(grep -c 'initrd.gz: .* MiB' "$dir/second")" ]
# The last line is of the end, and comes when that does.
must 'no more than one in two seconds' awk '/initrd.gz: .* MiB/ { if (!count++) from = $2; to = $2 }
	END { exit !(count >= 3 && count <= 2 + (to - from) / 2) }' "$dir/first"
