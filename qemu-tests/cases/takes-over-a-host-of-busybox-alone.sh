# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A host of a kernel and busybox, without bash, libc, udev or an init system, all of it in memory: `takeover` needs none of
# that. Its SSH keys arrive in the target with their modes, byte for byte.
. qemu-tests/lib-tiny.sh
release=$(cat build/inputs/kernel-6.1/version)

mkdir "$WORK/target" "$WORK/host"
tiny_tree "$WORK/target" <<'END'
cd /
busybox stat -c 'STATE %a %n' ssh ssh/* machine-id
busybox sha256sum ssh/* machine-id
echo TARGET-RAN
END
serve "$WORK/target"

for kind in ed25519 ecdsa; do ssh-keygen -q -t $kind -N '' -f "$WORK/host/ssh_host_${kind}_key"; done
ssh-keygen -q -t ed25519 -N '' -f "$WORK/host/client"
echo 6b1d5f0a2c3e4d5f8a9b0c1d2e3f4a5b >"$WORK/host/machine-id"
echo "/takeover boot --url $url --sha256 $(tree_pin "$WORK/target") --cmdline no_timer_check" >"$WORK/host/case"
{
	for folder in bin boot dev etc etc/ssh proc root root/.ssh sys tmp; do echo "dir /$folder 0755 0 0"; done
	echo 'nod /dev/console 0600 0 0 c 5 1'
	echo 'file /init qemu-tests/guest/busybox-host 0755 0 0'
	echo 'file /bin/busybox /bin/busybox 0755 0 0'
	echo 'slink /bin/sh busybox 0777 0 0'
	echo "file /takeover $OUT/takeover 0755 0 0"
	echo "file /boot/vmlinuz-$release build/inputs/kernel-6.1/vmlinuz 0644 0 0"
	echo "file /case $WORK/host/case 0644 0 0"
	echo "file /etc/machine-id $WORK/host/machine-id 0444 0 0"
	echo "file /root/.ssh/authorized_keys $WORK/host/client.pub 0600 0 0"
	for kind in ed25519 ecdsa; do
		echo "file /etc/ssh/ssh_host_${kind}_key $WORK/host/ssh_host_${kind}_key 0600 0 0"
		echo "file /etc/ssh/ssh_host_${kind}_key.pub $WORK/host/ssh_host_${kind}_key.pub 0644 0 0"
	done
} >"$WORK/spec"
"$OUT/mkinitrd" build -o "$WORK/system.cpio" "$WORK/spec"
cat "$WORK/system.cpio" build/qemu-tests/kernel-6.1.cpio >"$WORK/initrd"

VM_MEMORY=1024
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append 'console=ttyS0 no_timer_check'
expect_console 'machine will boot into nixos in 6s' 200
expect_end
expect_verdict TARGET-RAN
for file in ssh_host_ed25519_key ssh_host_ecdsa_key ssh_host_ed25519_key.pub ssh_host_ecdsa_key.pub machine-id; do
	expect_verdict "^$(sha256sum <"$WORK/host/$file" | cut -d' ' -f1)  (ssh/)?$file"
done
expect_verdict "^$(sha256sum <"$WORK/host/client.pub" | cut -d' ' -f1)  ssh/authorized_keys"
expect_verdict '^STATE 600 ssh/ssh_host_ed25519_key.?$'
expect_verdict '^STATE 644 ssh/ssh_host_ed25519_key.pub.?$'
