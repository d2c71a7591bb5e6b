# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The kexec phase of nixos-anywhere, as its script does it on the host: unpack, start kexec/run in a session of its own,
# and take a line of its log for success. The target then has the keys with which nixos-anywhere logs in.
serve "$systemd_tree"
"$OUT/takeover" bundle --url "$url" --sha256 "$(tree_pin "$systemd_tree")" --output "$WORK/bundle.tar.gz"
boot_host "$WORK/bundle.tar.gz" <<'END'
mkdir /root/kexec
tar -C /root/kexec -xf bundle.tar.gz
cd /root/kexec
status=0
TMPDIR=/root/kexec setsid --wait /root/kexec/kexec/run --kexec-extra-flags '' >nixos-anywhere.log 2>&1 </dev/null || status=$?
cat nixos-anywhere.log
echo "HOST: kexec/run ended with status $status"
grep -q 'machine will boot into nixos' nixos-anywhere.log && echo 'HOST: nixos-anywhere goes on'
END
expect_console 'HOST: kexec/run ended with status 0' 300
expect_console 'HOST: nixos-anywhere goes on' 60
expect_target
expect_host_facts
