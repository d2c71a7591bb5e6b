# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# With the image loaded, rd.break stops before the jump, and its menu is for whoever knows the initrd's password; trying
# again from there ends in the target.
. qemu-tests/lib-tiny.sh
VM_SECONDS=500
echo 'echo TINY-OK' | tiny_tree "$WORK/tree"
serve "$WORK/tree"
echo "password $(openssl passwd -6 -salt saltsalt sesame)" >"$WORK/auth"
printf '%s\n' 'dir /etc 0755 0 0' 'dir /etc/takeover 0755 0 0' "file /etc/takeover/rescue-auth $WORK/auth 0600 0 0" >"$WORK/auth.spec"
"$OUT/mkinitrd" build -o "$WORK/auth.cpio" "$WORK/auth.spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/auth.cpio" >"$WORK/initrd"
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-append "$stage_two_words nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree") rd.break nixos.rescue-timeout=120"
asks() { # REGEX ANSWER
	expect_console "$1" 200
	sleep 2
	vm_type "$2\\r"
}
expect_console 'load: kernel .* by ' 200
asks 'Enter for the menu' ''
asks 'Password:' guess
asks 'Wrong\.' sesame
asks 'takeover rescue>' 1
expect_end
expect_verdict '^TINY-OK'
grep -aq 'RESCUE, as asked for: nixos.break=' "$WORK/console" || fail 'it does not say what asked for the rescue'
rm -rf "$WORK/tree"
