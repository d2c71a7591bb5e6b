#!/bin/sh
# SPDX-License-Identifier: MIT
# What stands beside a signed image - words of nixos.append=, of hooks and of this machine, scripts that nobody signed,
# the host's and the hooks' files - cannot say what the image starts.
# shellcheck disable=SC1091,SC2154,SC1003  # what source-lib.sh sets; a backslash is meant
also=${O:-build}/test/target_probe
. "${0%/*}/source-lib.sh"
cp "$also" "$root"

make_tree "$www/tree"
minisign -G -W -p "$dir/pub" -s "$dir/key" >/dev/null
sign() { minisign -S -s "$dir/key" -m "$1/SHA256SUMS" >/dev/null; }
sign "$www/tree"
serve
cp "$dir/pub" "$root/etc/takeover/keys.d/publisher"
url=nixos.url=http://127.0.0.1/tree
target=$root/run/takeover/target
mkdir -p "$target/takeover"
: >"$dir/ours"
mount --bind "$dir/ours" "$root/proc/cmdline"

appended() { # CMDLINE: what the target would get
	chroot "$root" /target_probe "$line" "$1" >"$log" 2>&1 || :
}
gets() { # WORDS: between the image's and those that are always added
	grep -qxF "CMDLINE $line rootfstype=ramfs ${1:+$1 }boot.panic_on_fail panic=30${2:+ $2}" "$log" ||
		fail "the target does not get '$1' and '${2:-}'"
}

# --- words ---
appended "$url nixos.append=\"quiet net.ifnames=0\""
gets '' 'quiet net.ifnames=0'
tab=$(printf '\t') newline=$(printf '\nx') newline=${newline%x} vertical=$(printf '\v') blank=$(printf '\240')
for word in init=/bin/sh rdinit=/bin/sh rd.systemd.debug_shell rd.systemd.debug-shell=1 rd.break rd.shell \
	systemd.unit=rescue.target systemd.debug-shell systemd.debug_shell=1 boot.shell_on_fail boot.shell-on-fail \
	boot.debug1 debug1 emergency single root=/dev/sda1 initrd=x initrdmem=1,2 bootconfig resume=/dev/sda2 \
	live.nixos.password=x sysctl.kernel.core_pattern='|/takeover/x' LD_PRELOAD=/takeover/x -- "x='a" 'x=a\' \
	"'init=/bin/sh'" "x${tab}init=/bin/sh" "x${newline}init=/bin/sh" "x${vertical}init=/bin/sh" "x${blank}init=/bin/sh"; do
	appended "$url nixos.append=\"quiet $word\""
	refuses E-CONFIG-VALUE "nixos.append= with <$word>"
	printf 'quiet %s\n' "$word" >"$target/cmdline"
	appended "$url"
	case $word in
	*"$newline"*) gets '' 'quiet x' ;; # what is behind the first line is not read
	*) refuses E-HOOK "a hook's <$word>" ;;
	esac
	rm "$target/cmdline"
done
for word in '"init=/bin/sh"' 'x="a init=/bin/sh b"' 'x="a'; do
	echo "quiet $word" >"$target/cmdline"
	appended "$url"
	refuses E-HOOK "a hook's <$word>"
done
printf 'quiet\0init=/bin/sh' >"$target/cmdline"
appended "$url"
gets '' quiet
rm "$target/cmdline"
ln -s /proc/self/environ "$target/cmdline"
appended "$url"
! grep -q 'PWD=' "$log" || fail "another file's words"
rm "$target/cmdline"

# of this machine's own words, what is about the hardware, and nothing with it
printf '%s\n' "console=tty0 init=/bin/sh rd.break console=\"ttyS1 init=/bin/sh\" pci='a video=\"x rd.break" >"$dir/ours"
appended "$url"
gets console=tty0
: >"$dir/ours"

# nobody allows it to oneself
appended "$url nixos.allow=append nixos.append=init=/bin/sh"
refuses E-CONFIG-VALUE 'nixos.allow= on the command line'
echo nixos.allow=append >"$root/etc/takeover/cmdline.d/own.conf"
appended "$url nixos.append=init=/bin/sh"
gets '' init=/bin/sh
rm "$root/etc/takeover/cmdline.d/own.conf"

# --- a script that the signed list does not cover ---
evil='init=/bin/sh rd.systemd.debug_shell'
tampered() { # FILE: the tree, with that file of somebody else
	rm -rf "$www/bad"
	cp -r "$www/tree" "$www/bad"
	echo "$2" >"$www/bad/$1"
}
tampered kexec-boot "kexec --load \${SCRIPT_DIR}/bzImage --initrd=\${SCRIPT_DIR}/initrd.gz --command-line \"$evil\""
acquire nixos.url=http://127.0.0.1/bad
refuses E-VERIFY-DIGEST 'a kexec-boot that was changed'
sed -i /kexec-boot/d "$www/bad/SHA256SUMS"
acquire nixos.url=http://127.0.0.1/bad
refuses E-VERIFY-SIGNATURE 'a list without it'
sign "$www/bad"
acquire nixos.url=http://127.0.0.1/bad
refuses E-TRUST-PARTIAL 'a signed list without it'
tampered netboot.ipxe "#!ipxe
kernel bzImage $evil
initrd initrd.gz"
acquire nixos.url=http://127.0.0.1/bad/netboot.ipxe
refuses E-TRUST-PARTIAL 'a script that the list does not name'
tampered run "$evil"
tar -C "$www/bad" -cf "$www/bad/image.tar" run bzImage initrd.gz
acquire nixos.url=http://127.0.0.1/bad/image.tar
refuses E-TRUST-PARTIAL 'an archive that the list does not name'

# --- files ---
holds() { # FILES: the archive has these and their folders, all of root's, and none but plain ones
	cpio -t <"$root/archive" 2>/dev/null | sort -u | tr '\n' ' ' >"$dir/names"
	[ "$(cat "$dir/names")" = "$1 " ] || fail "in the archive: $(cat "$dir/names")"
	cpio -tnv <"$root/archive" 2>/dev/null >"$dir/list"
	! grep -vE '^[-d]([-r][-w][-x]){3} +[0-9]+ 0 +0 ' "$dir/list" || fail 'the lines above are not of plain files of root'
}
mkdir -p "$root/ssh" "$root/takeover"
echo key >"$root/ssh/ssh_host_ed25519_key"
echo '[]' >"$root/addrs.json"
echo '#!/bin/sh' >"$root/init"
echo x >"$root/ssh/sshrc"
ln -s /init "$root/ssh/ssh_host_link"
ln -s /init "$root/machine-id"
mkdir "$root/routes-v4.json" # the host's are files
appended "$url"
holds 'addrs.json ssh ssh/ssh_host_ed25519_key takeover'

echo word >"$target/takeover/good"
chmod 6777 "$target/takeover/good"
ln -s /init "$target/takeover/link"
ln -s / "$target/takeover/all"
mkfifo "$target/takeover/fifo"
mknod "$target/takeover/null" c 1 3 2>/dev/null || : # root of a namespace may not
ln "$target/takeover/good" "$target/takeover/again"
perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un($ARGV[0])) or die' "$target/takeover/socket"
mkdir -p "$target/takeover/a/b" "$target/init" "$target/run/../takeover/init"
cp "$target/takeover/good" "$target/takeover/init/init"
cp "$target/takeover/good" "$target/init.sh"
echo x >"$target/takeover/TRAILER!!!"
echo x >"$target/takeover/.hidden"
appended "$url"
holds 'addrs.json ssh ssh/ssh_host_ed25519_key takeover takeover/TRAILER!!! takeover/a takeover/a/b takeover/again takeover/good takeover/init takeover/init/init'
grep -q "rwxrwxrwx.* takeover/good$" "$dir/list" || fail 'setuid'

# a folder that is none
rm -r "$target/takeover"
ln -s /etc "$target/takeover"
appended "$url"
holds 'addrs.json ssh ssh/ssh_host_ed25519_key takeover'

# more than there is room for is left out, and the host's files are there first
rm "$target/takeover"
mkdir "$target/takeover"
for number in 1 2 3 4 5 6 7 8 9; do head -c 1000000 /dev/zero >"$target/takeover/$number"; done
appended "$url"
holds 'addrs.json ssh ssh/ssh_host_ed25519_key takeover takeover/1 takeover/2 takeover/3 takeover/4 takeover/5 takeover/6 takeover/7 takeover/8'
says "no room for 'takeover/9': left out"
