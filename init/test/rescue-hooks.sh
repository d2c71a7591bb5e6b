#!/bin/sh
# SPDX-License-Identifier: MIT
# What hooks/README.md promises of a hook, each sentence with one that does it.
# shellcheck disable=SC1091,SC2154,SC2016
. "${0%/*}/rescue-lib.sh"

hooks=$root/etc/takeover/hooks/event
mkdir -p "$hooks"
: >"$root/dev/kmsg"

hook() { # NAME LINE...
	name=$1
	shift
	printf '%s\n' '#!/bin/sh' "$@" >"$hooks/$name"
	chmod 755 "$hooks/$name"
}

run() { # STATUS: how it must end
	: >"$root/dev/kmsg"
	status=0
	env -i PATH="$PATH:/bin" TAKEOVER_EVENT=event chroot "$root" /bin/takeover hooks event || status=$?
	must "it ends with $1" test $status = "$1"
}

says() { must "the log says '$1'" grep -qF -- "$1" "$root/dev/kmsg"; }
result() { must "it is noted: $1" grep -qF -- "$1" "$root/run/takeover/hook"; }

hook 20-b 'echo second' 'cat' 'env'
hook 10-a 'echo first >&2'
hook B 'echo fourth'
echo 'exit 1' >"$hooks/README.md"
echo 'exit 1' >"$hooks/20-b~"
run 0
says '<3>takeover: hook event/10-a: first'
says 'event/20-b: TAKEOVER_EVENT=event'
must 'in byte order' test "$(grep -o 'first\|second\|fourth' "$root/dev/kmsg" | tr '\n' ' ')" = 'first second fourth '

hook 20-b 'exit 75'
run 75
result '20-b: asks to be run again later'
must 'those behind it do not run' sh -c "! grep -q fourth '$root/dev/kmsg'"
hook 20-b 'exit 1'
run 1
result '20-b: exit status 1'
hook 20-b 'kill -SEGV $$'
run 1
result '20-b: killed by signal 11'
chmod 644 "$hooks/20-b"
run 1
result '20-b: is not executable'
hook 20-b 'i=0; while [ $i -lt 5000 ]; do echo abcdefghij; i=$((i + 1)); done'
run 0
says 'says too much'
must 'a flood is cut' test "$(wc -l <"$root/dev/kmsg")" -lt 250
hook 20-b 'sleep 1000 & echo left $!'
run 0
must 'what it leaves behind is killed' sh -c '! pgrep -x sleep'

# A deadline of two minutes is too long for a test: the same code with one of two seconds.
hook 20-b 'echo hangs' 'sleep 1000'
sed 's/HOOK_SECONDS = 120/HOOK_SECONDS = 2/' init/pure/hook.h >"$root/tmp/hook.h"
sed 's|"pure/hook.h"|"'"$root"'/tmp/hook.h"|' init/rescue/hooks.c >"$root/tmp/hooks.c"
echo '#include "rescue/hooks.h"
int main(int argc, char **argv) { return hooks_main(argc - 1, argv + 1); }' >"$root/tmp/main.c"
compile short "$root/tmp/hooks.c" "$root/tmp/main.c" init/sys/io.c init/sys/process.c init/base/*.c init/pure/*.c
cp "$bin/short" "$root/lib/takeover/rescue"
run 1
says 'event/20-b: hangs'
result '20-b: did not end within 2 s: killed'
must 'with all that it started' sh -c '! pgrep -x sleep'

# The examples that are shipped.
cp "$out/rescue" "$root/lib/takeover/rescue"
rm "$hooks"/*
cp hooks/*/[0-9]* "$hooks"
mkdir -p "$root/sys/class/leds/red"
echo none >"$root/sys/class/leds/red/trigger"
mv "$hooks/50-wait-for-a-go-ahead" "$hooks/40-wait"
export TAKEOVER_URL=http://h/tree TAKEOVER_TARGET=/run/takeover/target TAKEOVER_CODE=E-RAM
run() { # STATUS
	: >"$root/dev/kmsg"
	status=0
	chroot "$root" /bin/takeover hooks event || status=$?
	must "it ends with $1" test $status = "$1"
}
run 75
says 'event/40-wait: waiting for: touch /run/takeover/go'
touch "$root/run/takeover/go"
ip link set lo up
echo http://127.0.0.1:8/ >"$root/etc/takeover/tell-url"
run 0
says 'event/50-beep-and-blink: E-RAM: calling for help'
says 'event/50-tell-a-web-service: http://127.0.0.1:8/ does not answer'
must 'the LED blinks' test "$(cat "$root/sys/class/leds/red/trigger")" = timer
must 'the target gets a file' test "$(cat "$root/run/takeover/target/takeover/came-by")" = http://h/tree
must 'and a word' test "$(cat "$root/run/takeover/target/cmdline")" = takeover.by=nixos-takeover
