# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The kernel's OOM killer shoots the loader while it loads, while it fetches the image, and before it has anything: PID 1
# says so and tries again by the next way, and at the third time opens the rescue. It never panics.
echo 'file /shoot-loader qemu-tests/guest/shoot-loader 0755 0 0' >"$WORK/spec"
"$OUT/mkinitrd" build -o "$WORK/shoot-loader.cpio" "$WORK/spec"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/shoot-loader.cpio" >"$WORK/initrd"
# The list comes so slowly that the third shot falls into it.
serve "$systemd_tree" 'location = /initrd.gz { limit_rate 10m; }' 'location = /SHA256SUMS { limit_rate 60; }'
VM_SECONDS=600
vm_start -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" -append "$stage_two_words rdinit=/shoot-loader \
	nixos.timeout=2m/9m nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_console 'E-WORKER-DIED fetch: loader: killed by signal 9.*; next try' 200
expect_console 'load: by kexec_load first' 60
expect_console 'load: by kexec_file_load first' 120
expect_console 'E-WORKER-DIED fetch: .*killed by signal 9.*; giving up' 120
expect_refusal E-WORKER-DIED
for shot in 1 2 3; do expect_console "shot number $shot" 1; done
[ "$(grep -aEc 'Killed process .*oom_score_adj:1000' "$WORK/console")" = 3 ] || fail 'the killer did not find three victims'
