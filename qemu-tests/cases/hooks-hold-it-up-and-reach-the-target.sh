# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154,SC2016
# The shipped examples in a boot: a web service is told, nothing is fetched before somebody says so by SSH, and the target
# finds a hook's file, its word, and the report of how it came about.
. qemu-tests/lib-tiny.sh
VM_SECONDS=500
tiny_tree "$WORK/tree" <<'END'
echo "CAME-BY $(busybox cat /takeover/came-by)"
echo "WORDS $(busybox cat /proc/cmdline)"
echo "REPORT $(busybox grep -c 'step=fetch' /takeover/report.txt)"
echo TINY-OK
END
serve "$WORK/tree"
. qemu-tests/lib-ssh.sh
echo "$url/tell" >"$WORK/tell-url"
{
	for folder in '' /takeover /takeover/hooks /takeover/hooks/after-network /takeover/hooks/before-fetch \
		/takeover/hooks/after-verify; do echo "dir /etc$folder 0755 0 0"; done
	echo "file /etc/takeover/tell-url $WORK/tell-url 0644 0 0"
	for hook in after-network/50-tell-a-web-service before-fetch/50-wait-for-a-go-ahead after-verify/50-add-a-file; do
		echo "file /etc/takeover/hooks/$hook hooks/$hook 0755 0 0"
	done
} >"$WORK/hooks.spec"
"$OUT/mkinitrd" build -o "$WORK/hooks.cpio" "$WORK/hooks.spec"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$WORK/key"

cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/hooks.cpio" >"$WORK/initrd"
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words \
	nixos.url=$url nixos.sha256=$(tree_pin "$WORK/tree") nixos.timeout=5m/8m nixos.rescue=ssh nixos.ssh-key=\"$(cat "$WORK/key.pub")\""
expect_console 'hook before-fetch/50-wait-for-a-go-ahead: waiting for: touch /run/takeover/go' 200
expect_console 'E-HOOK-LATER fetch: .*next try' 60
grep -q 'POST /tell ' "$WORK/nginx/access.log" || fail 'the web service was not told'
! grep -q SHA256SUMS "$WORK/nginx/access.log" || fail 'something was fetched before somebody said so'
until_login ssh_client -i "$WORK/key" -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no 127.0.0.1 \
	'touch /run/takeover/go'
expect_end
expect_verdict '^TINY-OK'
expect_verdict "^CAME-BY $url"
expect_verdict '^WORDS .*takeover.by=nixos-takeover'
expect_verdict '^REPORT [1-9]'
rm -rf "$WORK/tree"
