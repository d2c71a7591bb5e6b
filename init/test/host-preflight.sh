#!/bin/sh
# SPDX-License-Identifier: MIT
# Before the host is left, stage two's own programs prove there what they will be told to fetch:
# in a file system in memory that nobody else sees, and with no byte of the large files.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"

tree=$dir/tree
mkdir "$tree"
chmod 755 "$dir"
init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-nixos-26.05/init
# shellcheck disable=SC2016,SC1003  # the script's own
printf '%s\n' '#!/bin/sh' 'kexec --load $SCRIPT_DIR/bzImage --initrd=$SCRIPT_DIR/initrd.gz \' \
	"  --command-line \"init=$init root=fstab\"" 'kexec -e' >"$tree/kexec-boot"
head -c 3000000 /dev/zero >"$tree/bzImage"
head -c 5000000 /dev/zero >"$tree/initrd.gz"
(cd "$tree" && sha256sum bzImage initrd.gz kexec-boot >SHA256SUMS)
pin=$(sha256sum <"$tree/SHA256SUMS")
pin=${pin%% *}
serve "$tree"

url=http://127.0.0.1:8000
prove() { # STATUS CMDLINE-WORD...
	want=$1
	shift
	status=0
	timeout 60 "$probe" prove "nixos.url=$url $*" >"$dir/out" 2>&1 || status=$?
	must "status $want with: $*" test $status = "$want"
}

# where nothing may be written, and nothing that lies on a file system executed
mount --bind /tmp /tmp
mount --bind "$dir" "$dir"
mount -o remount,bind,ro,noexec /tmp
trap 'umount -l /tmp; rm -rf "$dir"' EXIT
prove 0 "nixos.sha256=$pin"
must 'the list is proved' says "     verify: SHA256SUMS: $pin matches nixos.sha256="
must 'the sizes are known' says '[ok] target: the lists hold; kernel 2.9 MiB, initrd 4.8 MiB'
must 'large files are asked for, not fetched' \
	test "$(grep -c 'HEAD /\(bzImage\|initrd.gz\) ' "$dir/access.log")" = 2
must 'the server sent no large file' test "$(awk '$10 > 100000' "$dir/access.log" | wc -l)" = 0
must 'nothing stays mounted' test "$(grep -c '^takeover ' /proc/mounts)" = 0

prove 1 "nixos.sha256=$(echo other | sha256sum | cut -d' ' -f1)"
must 'a wrong pin is refused' says 'takeover: E-VERIFY-DIGEST http://127.0.0.1:8000/SHA256SUMS: '
prove 1 ''
must 'no pin is refused' says 'takeover: E-TRUST-NONE '
rm "$tree/initrd.gz"
prove 1 "nixos.sha256=$pin"
must 'an initrd that is not there is found out' says 'takeover: E-FETCH-HTTP http://127.0.0.1:8000/initrd.gz: '
kill "$(cat "$dir/pid")"
prove 1 "nixos.sha256=$pin"
must 'so is a server that is not there' says 'takeover: E-FETCH-CONNECT '
must 'and what would go without asking' says '; --no-preflight '

# a disk is looked for, and left alone
url=LABEL=nobody-has-it:/tree
prove 0 "nixos.sha256=$pin"
must 'nothing is said to be proven' says "fetch: $url: no disk here is called so now; not proven before stage two reads it"
must 'nor to be there' says '[--] target: only stage two can look at it'
