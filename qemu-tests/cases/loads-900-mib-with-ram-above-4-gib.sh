# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A 900 MiB image on machines with 3 and 5 GiB: a part of their RAM is above 4 GiB, where a load can take a time that grows
# with the square of its size. What it may take is measured by what the target takes to unpack the image, which is one copy.
load_tenths() { # by stage two's clock
	seconds() { tr -d '\r' <"$WORK/console" | sed -n "s/^takeover: \([0-9.]*\) $1.*/\1/p" | tail -n 1; }
	echo "$(seconds 'step=load') $(seconds 'load: kernel')" | awk 'NF == 2 { printf "%d", ($2 - $1) * 10 }'
}
unpack_tenths() { # by the target kernel's
	seconds() { sed '1,/step=jump/d' "$WORK/console" | sed -n "s/^\[ *\([0-9.]*\)\] $1.*/\1/p" | tail -n 1; }
	echo "$(seconds 'Trying to unpack rootfs image') $(seconds 'Freeing initrd memory')" | awk 'NF == 2 { printf "%d", ($2 - $1) * 10 }'
}
qemu-tests/bench/image 900
image=build/bench/image-900
serve "$image"
for memory in 3072 5120; do
	VM_MACHINE=q35 VM_MEMORY=$memory VM_SECONDS=900
	boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$image") nixos.timeout=5m/14m nixos.append=ignore_loglevel"
	expect_console 'load: kernel .* by store' 600
	expect_end
	expect_verdict '^BENCH-WHOLE'
	# In one way a load is two copies and 230,000 pages to find: some 3 times as long. In the other it was 19 times that.
	load=$(load_tenths) unpack=$(unpack_tenths)
	{ [ -n "$load" ] && [ -n "$unpack" ]; } || fail "$memory MiB: the console does not say how long the load and the unpacking took"
	echo "$memory MiB: loaded in $load, unpacked in $unpack tenths of a second"
	[ "$load" -lt $((10 * unpack)) ] || fail "$memory MiB: the load took $load tenths of a second, unpacking $unpack"
done
