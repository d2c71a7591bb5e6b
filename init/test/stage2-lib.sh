# SPDX-License-Identifier: MIT
# Sourced first by stage2-*.sh: all of stage two as it is in the base archive, /init as PID 1 of namespaces of its own,
# with pseudo terminals as its consoles and this machine's kernel, which lets it load and reboot nothing: there, reboot(2)
# ends PID 1 by a signal, SIGHUP for a reboot and SIGINT for power-off.
#   $dir/tree      more files for its root, such as hooks     $dir/pid   PID 1's number out here
#   $dir/www       what http://10.9.0.1 serves                $dir/world.sh  changes its world before it begins
# Nobody in there is root out here, or sysctls and sysrq would be this machine's own.
# shellcheck shell=sh disable=SC2034
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
deps=${O:-build}/deps/${ARCH:-x86_64}/out
out=${OUT:-out/${ARCH:-x86_64}}
terminal=${O:-build}/test/terminal
PATH=$PATH:/usr/sbin:/sbin
REBOOTED=129 POWERED_OFF=130 url=http://10.9.0.1/

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
mkdir -p "$dir/tree" "$dir/www"
mkdir -m 777 "$dir/out"
ln -s out/pid "$dir/pid"
[ -n "$(find "$terminal" -newer init/test/terminal.c 2>/dev/null)" ] || {
	mkdir -p "${terminal%/*}"
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -static -o "$terminal.$$" init/test/terminal.c
	mv "$terminal.$$" "$terminal"
}
mkdir "$dir/base"
"$out/mkinitrd" extract -C "$dir/base" "$out/base.cpio" >/dev/null
chmod -R a+rX "$dir/base"

# In the namespaces, until /init takes over; the last console is in place of the kernel's log.
cat >"$dir/setup" <<'EOS'
set -eu
dir=$1
shift
log=$(eval "echo \${$#}")
mount -t tmpfs -o mode=755 none /mnt
cp -R "$dir/base/." "$dir/tree/." /mnt/
mkdir -p /mnt/dev /mnt/proc /mnt/sys
rm -f /mnt/dev/console
mount -t proc -o ro proc /mnt/proc
for node in null zero random urandom tty ptmx; do
	: >/mnt/dev/$node
	mount --bind /dev/$node /mnt/dev/$node
done
number=0
: >"$dir/out/consoles"
for console; do
	name=ttyS$number
	[ "$console" != "$log" ] || name=kmsg
	: >/mnt/dev/$name
	mount --bind "$console" /mnt/dev/$name
	[ $name = kmsg ] || echo "$name -W- (E  p ) 4:6$number" >>"$dir/out/consoles"
	number=$((number + 1))
done
: >/mnt/dev/console
mount --bind "$1" /mnt/dev/console
mount --bind "$dir/cmdline" /mnt/proc/cmdline
mount --bind "$dir/out/consoles" /mnt/proc/consoles
ip link set lo up
ip link add eth0 type veth peer name wan
ip addr add 10.9.0.1/24 dev wan
ip link set wan up
nginx -e "$dir/out/nginx.log" -p "$dir/out" -c "$dir/nginx.conf"
[ ! -e "$dir/world.sh" ] || . "$dir/world.sh"
read -r pid _ </proc/self/stat
echo "$pid" >"$dir/out/pid"
# shellcheck disable=SC2086  # words
exec env -i ${environment:-} "$(command -v chroot)" /mnt /init
EOS
cat >"$dir/nginx.conf" <<END
user root root; pid $dir/out/nginx; error_log $dir/out/nginx.log;
events {} http { client_body_temp_path $dir/out/t1; proxy_temp_path $dir/out/t2; fastcgi_temp_path $dir/out/t3;
uwsgi_temp_path $dir/out/t4; scgi_temp_path $dir/out/t5; access_log off; default_type application/octet-stream;
server { listen 80; root $dir/www; include $dir/nginx.[d]; } }
END

# Two user namespaces, one in the other: who finds /proc read-only, and cannot change that, may mount no other over the
# one that has our command line in it.
cat >"$dir/enter" <<'EOS'
set -eu
level=$1 dir=$2
shift
nest() { # LEVEL FIRST-ID OPTION...: a child that waits for its identities
	next=$1 first=$2
	shift 2
	unshare --keep-caps --user "$@" sh -c 'until read -r _ </proc/self/uid_map; do sleep 0.05; done
		exec setpriv --reuid 0 --regid 0 --clear-groups sh "$@"' sh "$dir/enter" "$next" "$dir" $consoles &
	until echo 0 "$first" 65536 2>/dev/null >/proc/$!/uid_map; do sleep 0.05; done
	echo 0 "$first" 65536 >/proc/$!/gid_map
}
shift
consoles=$*
case $level in
0)
	[ "$(id -u)" = 0 ] || exec unshare --map-root-user --map-auto --user --mount sh "$dir/enter" 1 "$dir" $consoles
	nest 1 100000 --mount
	;;
1)
	nest 2 0
	mount -o remount,bind,ro /proc
	: >"$dir/out/go"
	;;
2)
	until [ -e "$dir/out/go" ]; do sleep 0.05; done
	exec unshare --mount --pid --net --ipc --uts --fork --kill-child sh "$dir/setup" "$dir" $consoles
	;;
esac
wait $!
EOS

# CONSOLES WORD...: boots with this command line; what a person does there is read from stdin (see terminal.c).
stage_two() {
	consoles=$1
	shift
	echo "$*" >"$dir/cmdline"
	rm -f "$dir/out/go"
	set -- sh "$dir/enter" 0 "$dir"
	i=0
	while [ $i -le "$consoles" ]; do
		set -- "$@" "@$i@"
		i=$((i + 1))
	done
	dir=$dir "$terminal" $((consoles + 1)) "$@"
}

hook() { # EVENT NAME LINE...
	mkdir -p "$dir/tree/etc/takeover/hooks/$1"
	file=$dir/tree/etc/takeover/hooks/$1/$2
	shift 2
	printf '%s\n' '#!/bin/sh' "$@" >"$file"
	chmod 755 "$file"
}

must() { # CLAIM COMMAND...
	claim=$1
	shift
	"$@" || {
		echo "not so: $claim ($*)"
		exit 1
	}
}
