# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A 900 MiB image on machines with 3 and 5 GiB: a part of their RAM is above 4 GiB, where a load can take a time that grows
# with the square of its size. It must not take longer than the download did.
tenths() { # REGEX: the seconds of the line, in tenths
	tr -d '\r' <"$WORK/console" | sed -nE "s/^takeover: ([0-9]+)\\.([0-9]).* $1.*/\\1\\2/p" | tail -n 1
}
qemu-tests/bench/image 900
image=build/bench/image-900
serve "$image"
for memory in 3000 5120; do
	VM_MACHINE=q35 VM_MEMORY=$memory VM_SECONDS=900
	boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$image") nixos.timeout=5m/14m"
	expect_console 'load: kernel .* by store' 600
	fetched=$(($(tenths 'step=load') - $(tenths 'verify: bzImage')))
	loaded=$(($(tenths 'load: kernel') - $(tenths 'step=load')))
	[ $loaded -lt $fetched ] || fail "$memory MiB: the load took $loaded tenths of a second, the download $fetched"
	expect_end
	expect_verdict '^BENCH-WHOLE'
done
