# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Nothing is published at the address.
mkdir "$WORK/empty"
serve "$WORK/empty"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-FETCH-HTTP
expect_console '404'
