# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# --dry-run does everything but the jump, and leaves nothing loaded; check says which hop is better. Without root, takeover
# says so and stops.
serve "$systemd_tree"
boot_host <<END
chmod 755 /root /root/media
setpriv --reuid=65534 --regid=65534 --clear-groups ./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree")
echo "HOST: status without root: \$?"
./takeover check | grep hop:
./takeover check --url $url --sha256 $(tree_pin "$systemd_tree") | grep hop:
echo "HOST: kexec_loaded after the checks: \$(cat /sys/kernel/kexec_loaded)"
./takeover boot --dry-run --url $url --sha256 $(tree_pin "$systemd_tree")
echo "HOST: status of the dry run: \$?"
sleep 10
echo "HOST: kexec_loaded: \$(cat /sys/kernel/kexec_loaded)"
echo HOST-STILL-HERE >/dev/ttyS1
poweroff -f
END
expect_end
expect_verdict '^HOST-STILL-HERE'
expect_console 'HOST: status without root: [1-9]'
expect_console '\[--\] hop: by stage two; whether --direct fits into memory shows when'
expect_console '\[ok\] hop: by stage two, which tries again and can be asked for help; --direct would fit, too'
expect_console 'HOST: kexec_loaded after the checks: 0'
expect_console 'HOST: status of the dry run: 0'
expect_console 'HOST: kexec_loaded: 0'
