# SPDX-License-Identifier: MIT
# Sourced first by rescue-*.sh.  The script goes on as root of namespaces of its own, with stage two's files under
# $root: the real rescue program, and rescue_probe in place of PID 1.
# shellcheck shell=sh
set -eu
self=$(readlink -f "$0")
cd "${self%/init/test/*}"
deps=${O:-build}/deps/${ARCH:-x86_64}/out
out=${OUT:-out/${ARCH:-x86_64}}
bin=${O:-build}/test/rescue
root=/mnt

compile() { # PROGRAM SOURCE...
	program=$bin/$1
	shift
	"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -static -iquote . -iquote init -isystem "$deps/include" \
		-o "$program" "$@"
}

build() {
	[ -n "$(find init -name '*.[ch]' -newer "$bin/terminal" 2>/dev/null)" ] || [ ! -e "$bin/terminal" ] || return 0
	mkdir -p "$bin"
	compile probe init/test/rescue_probe.c init/recover.c init/pid1.c init/step/rescue.c init/step/report.c \
		init/sys/io.c init/sys/process.c init/sys/control.c init/sys/crash.c init/sys/watchdog.c init/base/*.c init/pure/*.c
	compile terminal init/test/terminal.c
}

if [ "${IN_NAMESPACES:-0}" = 0 ]; then
	mkdir -p "${O:-build}/test"
	exec 9>"${O:-build}/test/.lock"
	flock 9 # scripts may run at the same time
	build
	exec 9>&-
	export IN_NAMESPACES=1
	map='--map-root-user --map-auto'
	[ "$(id -u)" -ne 0 ] || map=
	# shellcheck disable=SC2086  # may be empty
	exec unshare $map --net --mount --pid --fork --kill-child --mount-proc "$self"
fi

mount -t tmpfs none "$root"
mkdir -p "$root/bin" "$root/dev/pts" "$root/etc/takeover/cmdline.d" "$root/lib/takeover" "$root/proc" "$root/root" \
	"$root/run/takeover" "$root/tmp"
cp "$deps/bin/busybox" "$bin/probe" "$root/bin"
"$root/bin/busybox" --list | while read -r name; do ln -s busybox "$root/bin/$name" 2>/dev/null || :; done
cp "$out/rescue" "$root/lib/takeover/rescue"
ln -s /lib/takeover/rescue "$root/bin/takeover"
: >"$root/dev/null"
mount --bind /dev/null "$root/dev/null"
: >"$root/dev/tty"
mount --bind /dev/tty "$root/dev/tty"
mount --bind /dev/pts "$root/dev/pts"
echo 'nixos.url=http://10.9.0.1/ nixos.sha256=0000000000000000000000000000000000000000000000000000000000000000' \
	>"$root/proc/cmdline"

person() { # CONSOLES PROGRAM ARG... <what the person does
	consoles=$1
	shift
	"$bin/terminal" "$consoles" chroot "$root" "$@"
}

# Not at once: what comes right behind our own text is taken for its echo.
open_menu() {
	printf '%s\n' 'expect 0 20 Enter for the menu' 'refute 0 1 the menu is on' 'type 0 \r' 'expect 0 20 takeover rescue>'
}

must() { # CLAIM COMMAND...
	claim=$1
	shift
	"$@" || {
		echo "not so: $claim ($*)"
		exit 1
	}
}
