# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# `unload` within the six seconds and Ctrl-C take a jump back; run twice it loads the same; then --direct takes the host to
# the target without stage two, with its disks read-only.
VM_SECONDS=900 HOST_WORDS=no_timer_check
serve "$systemd_tree"
pin=$(tree_pin "$systemd_tree")
boot_host <<END
dmesg -n 7
loaded() { echo "HOST: \$1: kexec_loaded is \$(cat /sys/kernel/kexec_loaded)"; }
./takeover load --url $url --sha256 $pin | tee first
./takeover load --url $url --sha256 $pin >second
loaded 'loaded twice'
[ "\$(grep '^loading' first)" = "\$(grep '^loading' second)" ] && echo 'HOST: and the same both times'
./takeover unload
loaded 'unloaded'
./takeover boot --url $url --sha256 $pin
./takeover unload
loaded 'unloaded within the six seconds'
# Ctrl-C at a terminal, as soon as it says that it helps
mkfifo keys
(
	exec 3>keys
	until grep -q 'Ctrl-C takes it back' typed; do sleep 0.2; done
	printf '\\003' >&3
	sleep 3
) &
: >typed
script -qefc './takeover boot --no-preflight --url $url --sha256 $pin' typed <keys
echo "HOST: status of what was taken back: \$?"
loaded 'taken back'
sleep 10
echo 'HOST: still here'
./takeover boot --direct --clean --url $url --sha256 $pin --append direct=yes
END
expect_console 'HOST: loaded twice: kexec_loaded is 1' 400
expect_console 'HOST: and the same both times' 20
expect_console 'HOST: unloaded: kexec_loaded is 0' 60
expect_console 'HOST: unloaded within the six seconds: kexec_loaded is 0' 200
expect_console 'HOST: status of what was taken back: 1' 200
expect_console 'HOST: taken back: kexec_loaded is 0' 20
expect_console 'HOST: still here' 60
expect_console 'loaded the target itself' 200
expect_console 'takeover: disks are read-only' 60
expect_target
expect_host_facts
refute_console 'step=jump'
