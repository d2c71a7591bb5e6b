# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A host whose kernel has no kexec_file_load is left by kexec_load: stage two's own program loads stage two.
serve "$systemd_tree"
gcc -static -DDENIED=SYS_kexec_file_load -o "$WORK/without" qemu-tests/guest/without-syscall.c
boot_host "$WORK/without" <<END
./without ./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree")
END
expect_console 'not by kexec_file_load: .*CONFIG_KEXEC_FILE.*; trying kexec_load' 300
expect_console 'machine will boot into nixos in 6s' 120
expect_target
expect_host_facts
