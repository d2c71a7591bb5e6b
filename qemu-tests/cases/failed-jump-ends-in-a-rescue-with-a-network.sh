# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Before the jump the network card loses its driver. When the jump comes back, it gets it again, and the rescue an address;
# the files of drivers for cards, given up on a machine with little memory before the image was fetched, are not missed.
. qemu-tests/lib-tiny.sh
. qemu-tests/lib-block.sh
tiny_tree "$WORK/tree" </dev/null
serve "$WORK/tree"
gcc -static -o "$WORK/forget-target" qemu-tests/guest/forget-target.c
{
	for folder in '' /takeover /takeover/hooks /takeover/hooks/before-kexec; do echo "dir /etc$folder 0755 0 0"; done
	echo "file /etc/takeover/hooks/before-kexec/forget-target $WORK/forget-target 0755 0 0"
} >"$WORK/hooks.spec"
"$OUT/mkinitrd" build -o "$WORK/hooks.cpio" "$WORK/hooks.spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/hooks.cpio" >"$WORK/initrd"
VM_MEMORY=512 VM_SECONDS=400
# shellcheck disable=SC2086
vm_start $second_line -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words $second_word nixos.rescue-timeout=20 \
	nixos.timeout=2m/5m nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree")"
expect_console 'fetch: memory is short: [1-9][0-9]* MiB of drivers. files are given up' 120
expect_console 'load: kernel .* by store' 120
expect_console 'jump: virtio_net leaves virtio[0-9]'
expect_console 'jump: virtio[0-9] gets its driver again'
expect_block E-JUMP-FAILED
refute_console 'going on|gets its driver again: '
# The address of before the jump is not meant.
ends=$(($(date +%s) + 60))
until [ "$(grep -aEc 'network: eth0: 10\.0\.2\.15/24 by DHCP' "$WORK/console")" -ge 2 ]; do
	[ "$(date +%s)" -lt $ends ] || fail 'the rescue has no network'
	sleep 0.5
done
expect_console 'takeover: [0-9.]+ rescue: rebooting' 120
expect_end
[ ! -s "$WORK/verdict" ] || fail "something ran: $(tail -n 1 "$WORK/verdict")"
rm -rf "$WORK/tree"
