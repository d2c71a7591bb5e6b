#!/bin/sh
# SPDX-License-Identifier: MIT
# The tarball for nixos-anywhere: the same bytes whenever it is made, unpacked by any tar, and
# started as nixos-anywhere does: without a target it fails before the line that means success.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"
takeover=$(readlink -f "${OUT:-out/${ARCH:-x86_64}}/takeover")
cd "$dir" || exit

not() {
	! "$@"
}

# As nixos-anywhere does it: see its function runKexec.
kexec_phase() { # STATUS FLAGS
	want=$1 status=0
	TMPDIR=$dir timeout 60 setsid --wait "$dir/kexec/run" --kexec-extra-flags "$2" >"$dir/out" 2>&1 || status=$?
	must "status $want with '$2'" test $status = "$want"
	must 'no word of success' not says 'machine will boot into nixos'
}

unpack() { # TARBALL
	rm -rf "$dir/kexec"
	tar -xf "$1" -C "$dir"
}

"$takeover" bundle --output a.tar.gz >"$dir/out"
must 'it says how it is used' says 'nixos-anywhere --kexec a.tar.gz --kexec-extra-flags'
sleep 1
"$takeover" bundle --output b.tar.gz >"$dir/out"
must 'it is the same again' cmp a.tar.gz b.tar.gz
must 'by the names that nixos-anywhere knows' test "$(tar -tf a.tar.gz | tr '\n' ' ')" = 'kexec/ kexec/run '
must 'of root, and old' test "$(tar --utc -tvf a.tar.gz | awk '{ print $2 }' | sort -u)" = root/root
unpack a.tar.gz
must 'it is this program' cmp kexec/run "$takeover"
kexec_phase 1 ''
must 'and what it wants is said' says 'E-CONFIG-URL which image?'
must 'nothing was asked of the machine' not says '[ok]'

# here all that keeps it from the jump is that this is no machine
kexec_phase 1 '--url=http://192.0.2.1/t --sha256=00'
must 'the flags are the target' says '[--] E-HOST-CONTAINER'
kexec_phase 1 '-s --url=http://192.0.2.1/t --sha256=00'
must 'a flag for kexec-tools is said' says 'run: -s is a flag for kexec-tools: not used'
must 'and harms nothing' says '[--] E-HOST-CONTAINER'

pin=$(echo sums | sha256sum | cut -d" " -f1)
"$takeover" bundle --url http://192.0.2.1/t --sha256 "$pin" --append 'a b' --output c.tar.gz >"$dir/out"
must 'no flags are needed then' not says extra-flags
unpack c.tar.gz
must 'the target is baked in' test "$(cat kexec/target)" = "$(printf '%s\n' --url=http://192.0.2.1/t "--sha256=$pin" '--append=a b')"
kexec_phase 1 ''
must 'and found' says '[--] E-HOST-CONTAINER'
for target in '--url http://192.0.2.1/t' '--url http://192.0.2.1/t --sha256 00' '--url nowhere --sha256 00'; do
	status=0
	# shellcheck disable=SC2086  # words
	"$takeover" bundle $target --output d.tar.gz >"$dir/out" 2>&1 || status=$?
	must "a target that would be refused there is refused here: $target" test $status = 1
	must 'with the code' says 'takeover: E-'
	must 'and nothing is written' test ! -e d.tar.gz
done
status=0
"$takeover" bundle --output /nowhere/a.tar.gz >"$dir/out" 2>&1 || status=$?
must 'a tarball that cannot be written is an error' test $status = 1
must 'and its name is said' says 'E-HOST-ARCHIVE /nowhere/a.tar.gz: '
mkfifo pipe
status=0
"$takeover" bundle --output pipe >"$dir/out" 2>&1 || status=$?
must 'a pipe or a device is not replaced' test $status = 1 -a -p pipe
must 'and that is said' says 'E-HOST-ARCHIVE pipe: is no regular file'
