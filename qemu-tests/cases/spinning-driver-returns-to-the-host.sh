# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A driver's probe in stage two never gives the CPU back: the kernel notices, and the untouched host comes back.
. qemu-tests/lib-gdb.sh
HOST_WORDS=nokaslr VM_SECONDS=600
boot_host <<END
$(say_address pci_alloc_irq_vectors_affinity)
./takeover boot --no-preflight --url http://10.0.2.2:1 --sha256 $(tree_pin "$systemd_tree") --cmdline nokaslr
END
expect_console 'machine will boot into nixos in 6s' 300
patch_function pci_alloc_irq_vectors_affinity "$spin"
expect_console 'takeover: [0-9.]+ step=early' 200
expect_console 'watchdog: BUG: soft lockup .* stuck for' 200
expect_console 'RIP: 0010:pci_alloc_irq_vectors_affinity\+0x0'
expect_console 'Kernel panic - not syncing: softlockup: hung tasks'
expect_end
expect_verdict '^HOST-RETURNED'
