# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# The pin is of other sums: nothing of that server is loaded.
serve "$systemd_tree"
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(echo other | sha256sum | cut -d' ' -f1)"
expect_refusal E-VERIFY-DIGEST
