# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A running Debian becomes the target, on its own kernel and modules; its keys and machine-id arrive there.
serve "$systemd_tree"
boot_host <<END
./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'machine will boot into nixos in 6s' 300
expect_target
expect_host_facts
# For images that restore nothing, as published ones.
expect_verdict "cmdline=.* systemd.set_credential_binary=ssh.authorized_keys.root:$(base64 -w 0 build/host/client_key.pub)"
