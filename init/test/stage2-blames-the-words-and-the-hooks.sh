#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a dozen failures, each to its reboot
# What the command line, the initrd's hooks and stage two's own processes do wrong is said by its code on every console.
# shellcheck disable=SC1091,SC2016,SC2046,SC2086,SC2154
. "${0%/*}/stage2-codes-lib.sh"

tree tree
tree partial
sed -i /kexec-boot/d "$www/partial/SHA256SUMS"

provoke E-CONFIG-KEY nixos.urll=$url
provoke E-CONFIG-VALUE nixos.url=$url nixos.sha256=12
provoke E-CONFIG-URL nixos.sha256=$some_pin
provoke E-TRUST-NONE nixos.url=$url $static
provoke E-TRUST-PARTIAL $(of partial)
provoke E-TARGET-UNREACHABLE nixos.url=${url}tree/ nixos.sha256=$(pin_of "$www/tree/SHA256SUMS") $static

hook before-fetch 50-stop 'echo not today; exit 1'
provoke E-HOOK $(of tree)
hook before-fetch 50-wait 'exit 75'
provoke E-HOOK-LATER $(of tree) nixos.timeout=4s/4s
hook before-fetch 50-sleep 'sleep 100'
provoke E-TIMEOUT $(of tree) nixos.timeout=3s/3s
loader() { # LINE...: in place of the program that fetches
	mkdir -p "$dir/tree/lib/takeover"
	printf '%s\n' "$@" >"$dir/tree/lib/takeover/loader"
}
loader '#!/bin/sh' 'kill -9 $$'
provoke E-WORKER-DIED $(of tree)
loader 'no program'
provoke E-INTERNAL $(of tree)
