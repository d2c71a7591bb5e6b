# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two alone, as a boot loader starts it, brings up a target whose stage 1 is systemd.
serve "$systemd_tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_target
