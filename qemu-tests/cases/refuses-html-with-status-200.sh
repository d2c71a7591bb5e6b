# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A captive portal answers everything with a page and status 200.
serve "$systemd_tree" 'location / { default_type text/html; return 200 "<!DOCTYPE html><html><body>Log in</body></html>"; }'
boot_stage_two 6.1 "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_refusal E-FETCH-HTML
