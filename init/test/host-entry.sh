#!/bin/sh
# SPDX-License-Identifier: MIT
# `takeover entry` writes an entry that the next start takes once, refuses where it would be taken
# for ever, and --remove leaves everything as it was.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=${OUT:-out/${ARCH:-x86_64}}/takeover
traced=

not() {
	! "$@"
}

entry() { # STATUS WORD...
	want=$1 status=0
	shift
	# shellcheck disable=SC2086  # words
	timeout 120 $traced "$takeover" entry "$@" >"$dir/out" 2>&1 || status=$?
	must "status $want of: $*" test $status = "$want"
}

write() { # STATUS WORD...
	want=$1
	shift
	entry "$want" --url http://192.0.2.1/t --sha256 "$pin" --no-preflight \
		--kernel "$dir/vmlinuz" --modules "$dir/6.1.0-test" "$@"
}

tree_of() { # FOLDER: names, modes and digests
	(cd "$1" && find . -printf '%p %y %m\n' -type f -exec sha256sum {} \; | sort)
}

pin=$(echo sums | sha256sum)
pin=${pin%% *}
fake_kernel "$dir/vmlinuz" 6.1.0-test
fake_modules "$dir" 6.1.0-test
mount -t tmpfs tmpfs /boot
entry 1 --url http://192.0.2.1/t --sha256 "$pin" --no-preflight
must 'no boot loader is an error' says 'E-HOST-ENTRY '

grub=/boot/grub
mkdir $grub
echo 'menuentry Debian {}' >$grub/grub.cfg
write 1
must 'a GRUB that would not read the entry is refused' says 'grub.cfg does not read custom.cfg'
# shellcheck disable=SC2016  # GRUB's
printf '%s\n' 'if [ "${next_entry}" ] ; then' '  set default="${next_entry}"' 'fi' \
	'source ${config_directory}/custom.cfg' >$grub/grub.cfg
echo "menuentry 'my own' { true; }" >$grub/custom.cfg
{
	printf '# GRUB Environment Block\nsaved_entry=my\n'
	head -c 984 /dev/zero | tr '\0' '#'
} >$grub/grubenv
must 'the block has its size' test "$(wc -c <$grub/grubenv)" = 1024
tree_of /boot >"$dir/before"

write 0
must 'it says what happens next' says 'the next start takes it, once'
must 'the kernel is the one given' cmp "$dir/vmlinuz" $grub/nixos-takeover/vmlinuz
must 'the entry is in custom.cfg' grep -q "menuentry 'NixOS.* --unrestricted --id nixos-takeover {" $grub/custom.cfg
must 'behind what a person wrote' test "$(head -n 1 $grub/custom.cfg)" = "menuentry 'my own' { true; }"
must 'with the words of stage two' grep -q "'nixos.entered=once' 'nixos.url=http://192.0.2.1/t' 'nixos.sha256=$pin'" $grub/custom.cfg
must 'the next start takes it' grep -qx 'next_entry=nixos-takeover' $grub/grubenv
must 'and the ones behind it what they did' grep -qx 'saved_entry=my' $grub/grubenv
must 'the block keeps its size' test "$(wc -c <$grub/grubenv)" = 1024
must 'nothing of the host is in it' test "$("${takeover%takeover}mkinitrd" list $grub/nixos-takeover/initrd | grep -cx 'ssh/.*\|addrs.json\|takeover/hostname')" = 0
if command -v grub-script-check >/dev/null; then
	must 'GRUB can read it' grub-script-check $grub/custom.cfg
fi
cp $grub/custom.cfg "$dir/once"
write 0
must 'twice does not stack' cmp "$dir/once" $grub/custom.cfg
entry 0 --remove
tree_of /boot >"$dir/after"
must 'removed, it is as before' cmp "$dir/before" "$dir/after"
entry 0 --remove

write 0 --with-state
must 'a state is for nobody else to read' test "$(stat -c %a $grub/nixos-takeover/initrd)" = 600
must 'and in the initrd' test "$("${takeover%takeover}mkinitrd" list $grub/nixos-takeover/initrd | grep -cx 'addrs.json')" = 1
write 0 --permanent
must 'for every start, it is the default' grep -qx 'set default=nixos-takeover' $grub/custom.cfg
must 'and tries again' grep -q nixos.on-failure=retry $grub/custom.cfg
must 'nothing is promised' not grep -q nixos.entered $grub/custom.cfg
entry 0 --remove

# GRUB cannot write its block on these, and the entry would be taken at every start
printf '%s\n' next_entry=debian >"$dir/other"
echo 'source custom.cfg' >$grub/grub.cfg
write 1
must 'a GRUB that knows no next entry is refused' says 'does not look at next_entry'
write 0 --permanent
entry 0 --remove

# the sysfs of a machine whose /boot lies on them
blocks=/sys/dev/block
mount -t tmpfs tmpfs /sys/dev
echo 'source custom.cfg next_entry' >$grub/grub.cfg
tree_of /boot >"$dir/before"
number=$(stat -c %Hd:%Ld /boot)
for kind in dm md; do
	mkdir -p "$blocks/$number/$kind"
	write 1
	case $kind in
	dm) must 'LVM is refused with the reason' says 'GRUB cannot write its environment block, as it lies on LVM or an encrypted disk: the entry would be taken at every start' ;;
	md) must 'RAID is, too' says 'as it lies on a RAID' ;;
	esac
	rm -r "${blocks:?}/$number"
done
mkdir -p "$blocks/array/md" "$blocks/array/part"
ln -s array/part "$blocks/$number"
write 1
must 'so is a partition of an array' says 'as it lies on a RAID'
rm "$blocks/$number"
# and of file systems that this kernel may not have or let us mount: what statfs() says of them, as bytes
for magic in 3e682391:btrfs c12fc12f:ZFS; do
	traced="strace -f -qq -o /dev/null -e trace=statfs -e inject=statfs:poke_exit=@arg2=${magic%:*}00000000"
	write 1
	must "${magic#*:} is refused with the reason" says "environment block, as it lies on ${magic#*:}: the entry would be taken at every start"
done
traced=
tree_of /boot >"$dir/after"
must 'and nothing is left of those' cmp "$dir/before" "$dir/after"
write 0
entry 0 --remove

mkdir /boot/ipxe
write 0 --loader ipxe --output /boot/ipxe
must 'iPXE has a script' test "$(head -n 1 /boot/ipxe/nixos-takeover/takeover.ipxe)" = '#!ipxe'
must 'with kernel and initrd beside it' test "$(cd /boot/ipxe/nixos-takeover && echo *)" = "initrd takeover.ipxe vmlinuz"

mkdir /boot/extlinux
echo 'LABEL debian' >/boot/extlinux/extlinux.conf
write 0 --loader extlinux
must 'extlinux has a label' grep -qx 'LABEL nixos-takeover' /boot/extlinux/extlinux.conf
entry 0 --remove
must 'and has not any more' test "$(cat /boot/extlinux/extlinux.conf)" = 'LABEL debian'

# a full disk
mount -t tmpfs -o size=1m tmpfs /boot
mkdir $grub
echo 'source custom.cfg next_entry' >$grub/grub.cfg
tree_of /boot >"$dir/before"
write 1
must 'it is said' says 'initrd: No space left on device'
tree_of /boot >"$dir/after"
must 'and nothing is left behind' cmp "$dir/before" "$dir/after"
