#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover entry --direct` fetches and proves the target here and writes its own kernel and initrd, from a server, a folder
# or a tarball of this host; what does not hold leaves nothing behind.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}/takeover")

entry() { # STATUS WORD...
	want=$1 status=0
	shift
	timeout 120 "$takeover" entry --direct "$@" >"$dir/out" 2>&1 || status=$?
	must "status $want of: $*" test $status = "$want"
}

init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05/init
tree=$dir/kexec
mkdir "$tree"
fake_kernel "$tree/bzImage" 6.12.0
cp "${takeover%takeover}base.cpio" "$tree/initrd"
printf 'init="%s"\nkernelParams="root=fstab loglevel=4"\n' $init >"$tree/run"
tar -C "$dir" -czf "$dir/image.tar.gz" kexec
rm "$tree/run"
# shellcheck disable=SC2016,SC1003  # the script's own
printf '%s\n' '#!/bin/sh' 'kexec --load $SCRIPT_DIR/bzImage --initrd=$SCRIPT_DIR/initrd.gz \' \
	"  --command-line \"init=$init root=fstab\"" 'kexec -e' >"$tree/kexec-boot"

# what is here hides no image that lies where stage two's programs have their root
chmod 755 "$dir"
mount -t tmpfs tmpfs /boot
mkdir /boot/grub
echo 'source custom.cfg next_entry' >/boot/grub/grub.cfg
ours=/boot/grub/nixos-takeover

entry 0 "$dir/image.tar.gz" --append 'quiet answer=42'
must 'the whole tarball was looked at before' says '[ok] target: it is whole; kernel 0.0 MiB, initrd 2.'
must 'the kernel is that of the image' cmp "$tree/bzImage" $ours/vmlinuz
must 'so is the initrd, with nothing behind it' cmp "$tree/initrd" $ours/initrd
must 'GRUB is told its command line' grep -q "'init=$init' 'root=fstab'" /boot/grub/custom.cfg
must 'with what makes a bad image come back' grep -q "'boot.panic_on_fail' 'panic=30'" /boot/grub/custom.cfg
must 'and the words to append' grep -q "'quiet' 'answer=42'" /boot/grub/custom.cfg
must 'the next start takes it' grep -qx 'next_entry=nixos-takeover' /boot/grub/grubenv
must 'it says what does not go along' says '[--] entry: nothing of this host goes along'

entry 0 "$tree" --with-state --cmdline nixos.unreachable=ok
must 'a folder does as well' says '[ok] image: '
must 'the initrd is there' test "$("${takeover%takeover}mkinitrd" list $ours/initrd | grep -cx init)" = 1
must 'and the state behind it' test "$("${takeover%takeover}mkinitrd" list $ours/initrd | grep -cx addrs.json)" = 1
must 'and nobody may read it' test "$(stat -c %a $ours/initrd)" = 600

"$takeover" entry --remove >"$dir/out"
must 'nothing is left of it' test "$(find /boot/grub -type f ! -name grubenv)" = /boot/grub/grub.cfg

pin=$(sha256sum <"$dir/image.tar.gz")
printf x | dd of="$dir/image.tar.gz" bs=1 seek=200000 conv=notrunc status=none
entry 1 "$dir/image.tar.gz" --sha256 "${pin%% *}"
must 'a byte that was changed is found' says 'E-VERIFY-DIGEST '
entry 1 "$dir/image.tar.gz"
must 'and without a pin the archive itself does not hold' says 'takeover: E-'
must 'nothing was written' test "$(find /boot/grub -type f ! -name grubenv)" = /boot/grub/grub.cfg
: >"$dir/empty"
entry 1 "$dir/empty"
head -c 5000 /dev/urandom >"$dir/noise"
entry 1 "$dir/noise"
must 'noise is no image' says 'takeover: E-SOURCE-ARCHIVE '
entry 1 "$dir/nothing"
must 'what is not there is said' says 'E-HOST-ARCHIVE image: '

mount -t tmpfs -o size=1m tmpfs /boot
mkdir /boot/grub
echo 'source custom.cfg next_entry' >/boot/grub/grub.cfg
entry 1 "$tree"
must 'a full disk is foreseen' says 'there are 1.0 free'
must 'and nothing is left there' test "$(find /boot/grub -type f ! -name grubenv)" = /boot/grub/grub.cfg
