# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Archives of odd shapes, unpacked by a real kernel: the tree that comes out is the one that mkinitrd foretold, and the
# files hold what mkinitrd extracts.
deps=build/deps/x86_64/out
"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -fno-lto -static -iquote . -iquote init -isystem "$deps/include" -L"$deps/lib" \
	-o "$WORK/oracle_image" initrd-builder/test/oracle_image.c initrd-builder/buffer.c -lzstd -lz
cat >"$WORK/spec" <<EOF
dir  /bin 0755 0 0
file /bin/busybox $deps/bin/busybox 0755 0 0
slink /bin/sh busybox 0777 0 0
file /init qemu-tests/guest/list-root 0755 0 0
EOF
"$OUT/mkinitrd" build --epoch 0 -o "$WORK/initrd" "$WORK/spec"
# Each compression, and a raw archive right behind it: what we write, and what others do.
for how in gzip xz zstd 'bzip2 -c' 'lzop -c' 'lz4 -q -l -c' 'xz --format=lzma -c'; do
	name=by-$(echo "$how" | tr -dc a-z0-9)
	printf 'dir /%s 0755 0 0\nfile /%s/program %s 0755 0 0\n' "$name" "$name" "$OUT/netevent" >"$WORK/spec"
	case $how in
	*' '*)
		"$OUT/mkinitrd" build --epoch 0 -o "$WORK/segment" "$WORK/spec"
		$how <"$WORK/segment" >>"$WORK/initrd"
		truncate -s %4 "$WORK/initrd"
		# What ends the chunks of lz4, and is skipped behind others.
		head -c 4 /dev/zero >>"$WORK/initrd"
		;;
	*)
		"$OUT/mkinitrd" build --epoch 0 -c "$how" -o "$WORK/segment" "$WORK/spec"
		cat "$WORK/segment" >>"$WORK/initrd"
		;;
	esac
	printf 'dir /%s 0755 0 0\nfile /%s/behind %s 0644 0 0\n' "$name" "$name" "$WORK/spec" >"$WORK/behind"
	"$OUT/mkinitrd" build --epoch 0 -o "$WORK/segment" "$WORK/behind"
	cat "$WORK/segment" >>"$WORK/initrd"
done
"$WORK/oracle_image" initrd-builder/test/oracle.txt >>"$WORK/initrd"
"$OUT/mkinitrd" verify --tree "$WORK/initrd" >"$WORK/tree" 2>"$WORK/findings" && fail 'verify finds nothing'
[ "$(wc -l <"$WORK/findings")" -gt 30 ] || fail "verify finds only $(wc -l <"$WORK/findings") things"

"$OUT/mkinitrd" extract -C "$WORK/extracted" "$WORK/initrd" 2>/dev/null && fail 'extract is silent about the missing end'
sort "$WORK/tree" >"$WORK/tree.verify"
chmod -R u+rwx "$WORK/extracted"
(cd "$WORK/extracted" && find . -type f -exec cksum {} \; | sort) >"$WORK/sums.extract"
[ "$(wc -l <"$WORK/sums.extract")" -gt 50 ] || fail 'hardly any file is compared'
rm -rf "$WORK/extracted" "$WORK/oracle_image"

# What the guest said, in the words of verify --tree. A time of this century is the boot's, not the archive's.
tree_of_kernel() {
	tr -d '\r' <"$WORK/verdict" | awk -F'|' '
		function number(hex,    n, i) {
			for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		/^> / { target[substr($1, 3)] = $2 }
		/^= / { seen[++lines] = $0 }
		END {
			for (i = 1; i <= lines; i++) {
				split(substr(seen[i], 3), f, "|")
				type = substr(f[1], 1, 1)
				type = f[1] ~ /^regular/ ? "f" : f[1] ~ /^sym/ ? "l" : f[1] ~ /^fifo/ ? "p" : type
				path = substr(f[9], 3)
				if (path == "" || path ~ /^(dev|root|proc|sys)(\/|$)/) continue
				line = type " " sprintf("%04d", f[2]) " " f[3] " "
				line = line (type == "d" ? "1 0" : f[4] " " f[5]) " " (f[6] ~ /^1[78]/ ? "-" : f[6]) " "
				line = line path
				if (type == "l") line = line " -> " target[f[9]]
				if (type == "c" || type == "b") line = line " " number(f[7]) ":" number(f[8])
				print line
			}
		}' | sort
}

VM_NET=none
for kernel in 6.1 6.12; do
	vm_start -kernel build/inputs/kernel-$kernel/vmlinuz -initrd "$WORK/initrd" \
		-append 'console=ttyS0 panic=-1 rdinit=/init'
	expect_end
	expect_verdict '^ALL-LISTED'
	tree_of_kernel >"$WORK/tree.kernel"
	diff -u "$WORK/tree.verify" "$WORK/tree.kernel" || fail "Linux $kernel makes another tree than verify says"
	tr -d '\r' <"$WORK/verdict" | grep -aE '^[0-9]+ [0-9]+ \./' | sort >"$WORK/sums.kernel"
	diff -u "$WORK/sums.extract" "$WORK/sums.kernel" || fail "Linux $kernel makes other files than extract"
done
