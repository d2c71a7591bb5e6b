# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two takes over to stage two, 50 times in one machine: each in memory of which somebody holds every other page, at
# random, so that every load gets pages from anywhere and finds others in the way. The last one is a target.
. qemu-tests/lib-tiny.sh
jumps=50
mkdir "$WORK/trees"
tiny_tree "$WORK/trees/$jumps" <<'EOF'
echo TINY-OK
EOF
serve "$WORK/trees"
gcc -static -O1 -o "$WORK/scatter" qemu-tests/guest/scatter.c
echo "file /scatter $WORK/scatter 0755 0 0" >"$WORK/spec"
"$OUT/mkinitrd" build -o "$WORK/scatter.cpio" "$WORK/spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/scatter.cpio" >"$WORK/stage-two"
hop=$jumps
while [ $hop -gt 1 ]; do
	# Each is pinned by the one before it, so the last is made first.
	words="init=/init rdinit=/scatter no_timer_check loglevel=4 nixos.rescue-timeout=5 \
nixos.url=$url/$hop nixos.sha256=$(tree_pin "$WORK/trees/$hop")"
	hop=$((hop - 1))
	mkdir "$WORK/trees/$hop"
	ln "$WORK/stage-two" "$WORK/trees/$hop/initrd"
	tiny_finish "$WORK/trees/$hop" "$words"
done
VM_MEMORY=512 VM_SECONDS=3000
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/stage-two" -append "$stage_two_words rdinit=/scatter \
	nixos.url=$url/1 nixos.sha256=$(tree_pin "$WORK/trees/1")"
expect_end
expect_verdict '^TINY-OK'
loads=$(grep -ac 'load: kernel .* by store' "$WORK/console")
[ "$loads" = $jumps ] || fail "$loads loads by store, not $jumps"
[ "$(grep -ac '^SCATTERED ' "$WORK/console")" = $jumps ] || fail 'memory was not always scattered'
rm -rf "$WORK/trees" "$WORK/stage-two"
