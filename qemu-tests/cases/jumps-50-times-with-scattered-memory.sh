# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two takes over to stage two, 50 times in one machine: each on a kernel that hands its free pages out in a random
# order, so that every load finds other pages in the way. The last one is a target.
. qemu-tests/lib-tiny.sh
jumps=50
mkdir "$WORK/trees"
tiny_tree "$WORK/trees/$jumps" <<'EOF'
echo TINY-OK
EOF
serve "$WORK/trees"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/stage-two"
hop=$jumps
while [ $hop -gt 1 ]; do
	# Each is pinned by the one before it, so the last is made first.
	words="init=/init no_timer_check loglevel=4 page_alloc.shuffle=1 nixos.rescue-timeout=5 \
nixos.url=$url/$hop nixos.sha256=$(tree_pin "$WORK/trees/$hop")"
	hop=$((hop - 1))
	mkdir "$WORK/trees/$hop"
	ln "$WORK/stage-two" "$WORK/trees/$hop/initrd"
	tiny_finish "$WORK/trees/$hop" "$words"
done
VM_SECONDS=3000
boot_stage_two 6.1 page_alloc.shuffle=1 "nixos.url=$url/1 nixos.sha256=$(tree_pin "$WORK/trees/1")"
expect_end
expect_verdict '^TINY-OK'
loads=$(grep -ac 'load: kernel .* by store' "$WORK/console")
[ "$loads" = $jumps ] || fail "$loads loads by store, not $jumps"
rm -rf "$WORK/trees" "$WORK/stage-two"
