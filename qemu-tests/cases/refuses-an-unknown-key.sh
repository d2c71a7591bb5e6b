# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A misspelt key is an error that names the right one, not a silent default.
boot_stage_two 6.1 "nixos.url=http://10.0.2.2:1 nixos.sha265=$(tree_pin "$systemd_tree")"
expect_refusal E-CONFIG-KEY
expect_console 'nixos\.sha265.*nixos\.sha256'
