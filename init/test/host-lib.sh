# SPDX-License-Identifier: MIT
# Sourced first by host-*.sh.  The script goes on as root of namespaces of its own, where it
# may lay files over the machine's.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
deps=${O:-build}/deps/${ARCH:-x86_64}/out
probe=${O:-build}/test/host_probe
base=${OUT:-out/${ARCH:-x86_64}}/base.cpio

build() {
	[ -n "$(find init initrd-builder "$base" -name '*.[ch]*' -newer "$probe" 2>/dev/null)" ] ||
		[ ! -e "$probe" ] || return 0
	mkdir -p "${probe%/*}"
	# shellcheck disable=SC2046  # a list
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -DTAKEOVER_VERSION='"test"' -DTAKEOVER_EPOCH=0 -O1 -fno-lto -static -iquote . -iquote init \
		-isystem "$deps/include" -L"$deps/lib" -o "$probe.elf" init/test/host_probe.c \
		init/host/base_archive.c init/host/dhcp_leases.c init/host/jump.c init/host/kernel_modules.c init/host/local_image_files.c \
		init/host/network_state.c init/host/preflight.c init/host/say.c init/host/second_thoughts.c init/host/stage_two.c init/host/state.c \
		init/sys/device_tree.c init/sys/digest.c init/sys/io.c init/sys/memfile.c \
		init/sys/netlink_sock.c init/sys/process.c init/base/*.c init/pure/*.c \
		$(find initrd-builder -maxdepth 1 -name '*.c' ! -name mkinitrd.c) -lzstd -llzma -lz -lcrypto
	init/host/attach "$probe.elf" "$base" "$probe"
}

if [ "${IN_NAMESPACES:-0}" = 0 ]; then
	mkdir -p "${O:-build}/test"
	exec 9>"${O:-build}/test/.lock"
	flock 9 # scripts may run at the same time
	build
	exec 9>&-
	export IN_NAMESPACES=1
	map=--map-root-user
	[ "$(id -u)" -ne 0 ] || map=
	# shellcheck disable=SC2086  # may be empty
	exec unshare $map --mount --net --pid --fork --kill-child --mount-proc "$self"
fi

dir=$(mktemp -d)
# not what is mounted there: devices are everybody's
trap 'rm -rf --one-file-system "$dir"' EXIT

fail() { # WHY
	echo "not true: $1"
	echo '--- it said:'
	cat "$dir/out"
	exit 1
}

must() { # CLAIM COMMAND...
	claim=$1
	shift
	"$@" >/dev/null || fail "$claim ($*)"
}

says() { # TEXT [FILE]
	grep -qF -- "$1" "${2:-$dir/out}"
}

# A kernel by its setup header: 64 bits, relocatable, protocol 2.15, of this release.
fake_kernel() { # FILE RELEASE
	{
		head -c 497 /dev/zero
		printf '\001'
		head -c 12 /dev/zero
		printf '\125\252\353\146HdrS\017\002'
		head -c 6 /dev/zero
		printf '\000\001\000\001'
		head -c 30 /dev/zero
		printf '\000\000\040\000\001\025\077\000\377\007\000\000'
		head -c 196 /dev/zero
		printf '%s (builder) #1' "$2"
		head -c 4096 /dev/zero
	} >"$1"
}

# The folder of that release with one module, for a device that ACPI calls TAKEOVER.
fake_modules() { # PARENT RELEASE
	mkdir -p "$1/$2/kernel"
	printf 'name=one\000alias=acpi*:TAKEOVER:*\000vermagic=%s SMP \000' "$2" >"$dir/modinfo"
	[ -e "$dir/one.o" ] || echo 'int one;' | gcc -xc -c -o "$dir/one.o" -
	objcopy --add-section .modinfo="$dir/modinfo" "$dir/one.o" "$1/$2/kernel/one.ko"
}

# nginx on port 8000 of loopback; what it was asked for is in $dir/access.log.
serve() { # FOLDER
	PATH=$PATH:/usr/sbin:/sbin
	ip link set lo up
	cat >"$dir/nginx.conf" <<-END
		user root root; daemon off; master_process off; pid $dir/pid; error_log $dir/nginx.log;
		events {}
		http {
		access_log $dir/access.log; server { listen 127.0.0.1:8000; root $1; }
		client_body_temp_path $dir/t; proxy_temp_path $dir/t; fastcgi_temp_path $dir/t; uwsgi_temp_path $dir/t; scgi_temp_path $dir/t;
		}
	END
	nginx -e "$dir/nginx.log" -p "$dir" -c "$dir/nginx.conf" &
	tries=100
	until [ -s "$dir/pid" ]; do
		sleep 0.1
		tries=$((tries - 1))
		[ $tries -gt 0 ]
	done
}
