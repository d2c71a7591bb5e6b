#!/bin/sh
# SPDX-License-Identifier: MIT
# What forbids a kexec is said with its reason, for people and as JSON that others can read: sysctls, lockdown, a missing
# capability, no root, a container. The help of each command fits a screen.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}/takeover")

not() {
	! "$@"
}

check() { # [COMMAND...]
	status=0
	"$@" "$takeover" check >"$dir/out" 2>"$dir/err" || status=$?
	must 'status 1' test $status = 1
	must 'nothing but checks is said' test ! -s "$dir/err"
	status=0
	"$@" "$takeover" check --json >"$dir/json" || status=$?
	must 'status 1 of --json, too' test $status = 1
	must 'it is JSON' jq -e '.possible == false' "$dir/json"
	must 'of the same lines' test "$(jq -r '.checks[] | (if .ok then "[ok] " else "[--] " end) + (if .code then .code + " " else "" end) + .text' \
		"$dir/json")" = "$(grep '^\[' "$dir/out")"
	must 'a code is for what is needed' jq -e 'all(.checks[]; .needed == has("code"))' "$dir/json"
}

# a kernel that has kexec and a firmware that may have Secure Boot, whatever this one has
mount -t tmpfs tmpfs /sys/kernel
mkdir /sys/kernel/security
echo 0 >/sys/kernel/kexec_loaded
mount -t tmpfs tmpfs /proc/sys/kernel
echo 0 >/proc/sys/kernel/kexec_load_disabled
mount -t tmpfs tmpfs /sys/firmware
mkdir -p /sys/firmware/efi/efivars
secure_boot=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c

check
must 'nothing forbids it' says '[ok] kexec: nothing forbids it'
echo 1 >/proc/sys/kernel/kexec_load_disabled
check
must 'a sysctl does' says '[--] E-LOAD-DENIED kexec: the sysctl kernel.kexec_load_disabled is 1 (until the next boot); look into /etc/sysctl.d'
echo 0 >/proc/sys/kernel/kexec_load_disabled
echo 0 >/proc/sys/kernel/kexec_load_limit_reboot
check
must 'so does a limit' says '[--] E-LOAD-DENIED kexec: the sysctl kernel.kexec_load_limit_reboot is used up'
rm /proc/sys/kernel/kexec_load_limit_reboot

for mode in integrity confidentiality; do
	printf '\006\000\000\000\001' >$secure_boot
	echo "none [$mode]" >/sys/kernel/security/lockdown
	check
	must "lockdown=$mode under Secure Boot is explained" \
		says '[--] E-HOST-LOCKDOWN kexec: Secure Boot lets only signed kernels start'
	printf '\006\000\000\000\000' >$secure_boot
	check
	must "lockdown=$mode alone is, too" says '[ok] kexec: locked down, but not by Secure Boot'
done
printf '\006\000\000\000\001' >$secure_boot
echo '[none] integrity confidentiality' >/sys/kernel/security/lockdown
check
must 'Secure Boot alone forbids nothing' says '[ok] kexec: nothing forbids it'
rm /sys/kernel/kexec_loaded
check
must 'a kernel that cannot is said' says '[--] E-LOAD-DENIED kexec: this kernel was built without it'

check setpriv --bounding-set=-sys_boot
must 'so is a root that may not' says '[--] E-HOST-ROOT root: but without CAP_SYS_BOOT'
if setpriv --reuid=65534 --clear-groups true 2>/dev/null; then # not if only root is mapped
	check setpriv --reuid=65534 --clear-groups
	must 'so is a user' says '[--] E-HOST-ROOT root: you are not; use sudo or su'
fi
mount -t tmpfs tmpfs /run
mkdir /run/systemd
: >/run/systemd/container
check
must 'so is a container' says '[--] E-HOST-CONTAINER machine: this is a container; run takeover on the machine itself'

for words in --help 'check --help' 'load --help' 'boot --help' 'unload --help' 'status --help' 'entry --help' \
	'publish --help' 'bundle --help' 'report --help'; do
	# shellcheck disable=SC2086  # words
	must "status 0 of $words" "$takeover" $words
	# shellcheck disable=SC2086
	"$takeover" $words >"$dir/out"
	must "$words fits a screen" test "$(wc -l <"$dir/out")" -le 24
	must "$words has 80 columns" test "$(awk 'length > 80' "$dir/out" | wc -l)" = 0
	must "$words says how it is called" test "$(grep -c '^usage: takeover' "$dir/out")" = 1
done
must 'no options are promised where there are none' not says '[options]'
