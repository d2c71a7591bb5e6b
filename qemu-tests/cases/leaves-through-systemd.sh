# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# `boot --systemd`: services are stopped and file systems unmounted before the machine leaves, and
# nothing of ours keeps systemd waiting.
VM_SECONDS=900 HOST_WORDS=no_timer_check
serve "$systemd_tree"
boot_host <<END
dmesg -n 7
cat >/run/systemd/system/held.service <<UNIT
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/bin/sh -c 'echo "HOST: a service was stopped" >/dev/console'
UNIT
systemctl daemon-reload
systemctl start held.service
./takeover boot --systemd --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'machine will boot into nixos in 6s' 400
expect_console 'HOST: a service was stopped' 200
expect_target
expect_host_facts
refute_console 'systemd does not do it|Waiting for process: .*takeover'
