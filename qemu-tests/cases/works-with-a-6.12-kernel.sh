# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two runs on Debian 13's kernel: compressed modules below /usr, another module set.
serve "$systemd_tree"
boot_stage_two 6.12 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_console 'Linux version 6\.12\.'
expect_target
