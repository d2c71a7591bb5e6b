# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two runs on the newest kernel that Debian has, of its development suite, and loads by store there.
qemu-tests/inputs newest
. qemu-tests/lib-prepare.sh
prepare_kernel_archive newest
serve "$systemd_tree"
VM_SECONDS=400
boot_stage_two newest "nixos.url=$url nixos.sha256=$(tree_pin "$systemd_tree")"
expect_console 'load: kernel .* by store'
expect_target
