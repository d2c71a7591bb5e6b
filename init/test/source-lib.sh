# SPDX-License-Identifier: MIT
# Sourced first by source-*.sh: the part of the loader that fetches and proves, in a root
# folder and namespaces of its own, against real servers on loopback.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${TAKEOVER_TOP:-${self%/init/test/*}}"
probe=${O:-build}/test/acquire_probe

if [ "${IN_NAMESPACES:-0}" = 0 ]; then
	# asking make takes a second; two scripts at once make it once
	# shellcheck disable=SC2154  # $also: another probe, of the script that sources this
	for program in "$probe" ${also:+"$also"}; do
		if [ ! -e "$program" ] || [ -n "$(find init -name '*.[ch]' -newer "$program")" ]; then
			flock "${O:-build}" make -s -j2 "$program"
		fi
	done
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

# An authority that the loader believes, and a certificate of it for server.test.
make_ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority \
		-keyout "$dir/ca.key" -out "$dir/ca.pem" 2>/dev/null
	cp "$dir/ca.pem" "$root/etc/ssl/certs/ca-certificates.crt"
	make_certificate server server.test
}

make_certificate() { # NAME HOST [NOT-BEFORE NOT-AFTER]: into $dir/NAME.pem and NAME.key
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
		-keyout "$dir/$1.key" -out "$dir/request" 2>/dev/null
	: >"$dir/ca.index"
	openssl ca -batch -notext -config /dev/fd/3 -cert "$dir/ca.pem" -keyfile "$dir/ca.key" -in "$dir/request" \
		-out "$dir/$1.pem" -startdate "${3:-20200101000000Z}" -enddate "${4:-20990101000000Z}" 2>"$dir/openssl.log" 3<<-END ||
		[ca]
		default_ca = it
		[it]
		database = $dir/ca.index
		new_certs_dir = $dir
		rand_serial = yes
		default_md = sha256
		policy = any
		copy_extensions = copy
		unique_subject = no
		[any]
		commonName = supplied
	END
		fail "openssl: $(cat "$dir/openssl.log")"
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
