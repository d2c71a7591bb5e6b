# SPDX-License-Identifier: MIT
# Sourced first by source-*.sh: the part of the loader that fetches and proves, in a root
# folder and namespaces of its own, against real servers on loopback.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
deps=${O:-build}/deps/${ARCH:-x86_64}/out
probe=${O:-build}/test/acquire_probe

build_probe() {
	[ -n "$(find init -name '*.[ch]' -newer "$probe" 2>/dev/null)" ] ||
		[ ! -e "$probe" ] || return 0
	mkdir -p "${probe%/*}"
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -static -iquote . -iquote init \
		-isystem "$deps/include" -L"$deps/lib" -ffunction-sections -Wl,--gc-sections \
		-o "$probe.$$" init/test/acquire_probe.c init/base/*.c init/pure/*.c init/step/source*.c init/step/nix_*.c \
		init/step/acquire.c init/step/proof.c init/step/object.c init/step/fetcher.c \
		init/step/intake.c init/step/ask.c init/step/parser.c init/step/verifier.c \
		init/step/signature.c init/step/report.c init/sys/config_files.c init/sys/io.c init/sys/process.c \
		init/sys/digest.c init/sys/memory.c init/sys/random.c -lcrypto
	mv "$probe.$$" "$probe"
}

if [ "${IN_NAMESPACES:-0}" = 0 ]; then
	build_probe
	export IN_NAMESPACES=1
	if [ "$(id -u)" -eq 0 ]; then
		exec unshare --net --mount --pid --fork --kill-child --mount-proc "$self"
	fi
	exec unshare --map-root-user --map-auto --net --mount --pid --fork --kill-child \
		--mount-proc "$self"
fi

PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
# Everything that a script makes is in memory, and goes with its namespace.
mount -t tmpfs -o mode=755 tmpfs /mnt
dir=/mnt
root=$dir/root log=$dir/log www=$dir/www
: >"$log"
mkdir -p "$www" "$root/lib/takeover" "$root/run/takeover/netroot/etc" "$root/var/empty" \
	"$root/etc/ssl/certs" "$root/etc/takeover/keys.d" "$root/etc/takeover/cmdline.d" "$root/proc" "$root/dev"
chmod 755 "$root/var/empty"
cp "${OUT:-out/${ARCH:-x86_64}}/fetch" "$root/lib/takeover/fetch"
for name in decode parse verify; do ln -s fetch "$root/lib/takeover/$name"; done
cp "$probe" "$root/probe"
cp "${CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}" "$root/etc/ssl/certs/ca-certificates.crt"
mount --rbind /proc "$root/proc"
: >"$root/dev/null"
mount --bind /dev/null "$root/dev/null"
echo '127.0.0.1 server.test other.test' >"$root/run/takeover/netroot/etc/hosts"

fail() { # WHY
	echo "$1"
	echo '--- the loader said:'
	cat "$log"
	exit 1
}

# nginx on port 80 serves $www; ARGUMENTs are more directives of its server.
serve() { # DIRECTIVE...
	{
		echo "user root root; daemon off; master_process off; pid $dir/pid; error_log $dir/nginx.log;"
		echo "events {} http { client_body_temp_path $dir/t1; proxy_temp_path $dir/t2;"
		echo "fastcgi_temp_path $dir/t3; uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;"
		echo "access_log $dir/access.log; default_type application/octet-stream;"
		echo "types { text/html html; } server { listen 80; root $www; absolute_redirect off;"
		printf '%s\n' "$@" '} }'
	} >"$dir/nginx.conf"
	nginx -e "$dir/nginx.log" -p "$dir" -c "$dir/nginx.conf" &
	wait_for 10 test -s "$dir/pid"
}

wait_for() { # SECONDS COMMAND...
	tries=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "not within its time: $*"
		sleep 0.1
	done
}

acquire() { # WORD...: the command line
	chroot "$root" /probe "$*" >"$log" 2>&1 || :
}

# A tree in $1 as the manual has it, and what must come of it in $kernel, $initrd, $line.
make_tree() { # DIR
	mkdir -p "$1"
	head -c 300000 /dev/urandom >"$1/bzImage"
	head -c 3000001 /dev/urandom >"$1/initrd.gz"
	line='init=/nix/store/abc-nixos/init console=ttyS0,115200 loglevel=4'
	cat >"$1/kexec-boot" <<-END
		#!/bin/sh
		kexec --load \${SCRIPT_DIR}/bzImage --initrd=\${SCRIPT_DIR}/initrd.gz --command-line "$line"
		kexec -e
	END
	expect_files "$1/bzImage" "$1/initrd.gz"
	(cd "$1" && sha256sum bzImage initrd.gz kexec-boot >SHA256SUMS)
}

expect_files() { # KERNEL INITRD
	kernel=$(sha256sum <"$1" | cut -d' ' -f1) initrd=$(sha256sum <"$2" | cut -d' ' -f1)
}

pin_of() { sha256sum <"$1" | cut -d' ' -f1; } # FILE

loads() { # CLAIM: the image came whole
	grep -qxF "KERNEL $kernel" "$log" && grep -qxF "INITRD $initrd" "$log" &&
		grep -qxF "CMDLINE $line" "$log" || fail "not loaded: $1"
}

refuses() { # CODE CLAIM
	grep -q "^FAILED $1 " "$log" || fail "not refused with $1: $2"
	! grep -q '^KERNEL' "$log" || fail "loaded: $2"
}

says() { # REGEX
	grep -Eq -- "$1" "$log" || fail "not said: $1"
}
