#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an archive cannot hold, or the kernel would drop, is an error with the spec's line
# and column, and leaves nothing behind.  Those that need no special file are in golden/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=initrd-builder/test/test-lib.sh
. "$here/test-lib.sh"

chmod 755 .
mkdir out
chmod 777 out
echo content >file

refused() { # WHY COLUMN WORDS [COMMAND...]: the spec's line 2
	why=$1 column=$2 words=$3
	shift 3
	s=0
	"$@" "$mkinitrd" build -o out/archive spec 2>stderr || s=$?
	claim "$why: refused" test "$s" -eq 1
	claim "$why: where" grep -q "^mkinitrd: spec:2:$column: " stderr
	claim "$why: in words" grep -qF "$words" stderr
	claim "$why: nothing is left" test -z "$(ls -A out)"
}

second_line() { # LINE
	printf '# the line below is wrong\n%s\n' "$1" >spec
}

name() { # LENGTH: in components of at most 255
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf i % 200 || i == n ? "n" : "/" }'
}

truncate -s 4294967296 large
second_line 'file /a large 0644 0 0'
refused '4 GiB' 6 '4 GiB'
truncate -s 4294967295 large
second_line 'slink /a b 0777 0 0 c'
refused 'a word too many' 21 'too many'

second_line "dir /$(name 4096) 0755 0 0"
refused 'a path of 4096 bytes' 5 'longer than 4095 bytes'
second_line "dir /$(awk 'BEGIN { while (i++ < 256) printf "n" }') 0755 0 0"
refused 'a component of 256 bytes' 5 '255'
second_line "slink /a $(name 4096) 0777 0 0"
refused 'a target of 4096 bytes' 7 '4095'
second_line 'dir /a 0755 4294967296 0'
refused 'an owner of 33 bits' 13 'user id'
second_line 'nod /a 0600 0 0 c 1 1048576'
refused 'a device that the kernel has not' 5 '1048575'
second_line 'file /a/../../etc/x file 0644 0 0'
refused 'a path that leads out' 6 "'..'"
printf 'slink /a /b 0777 0 0\nslink /b //a 0777 0 0\n' >spec
refused 'symlinks in a loop' 7 'back to itself'
printf 'file /a file 0644 0 0\ndir /a/b 0755 0 0\n' >spec
refused 'a path under a file' 5 'is not a folder'
printf 'dir /a 0755 0 0\ndir /a 0755 0 0\n' >spec
refused 'a path twice' 5 'twice'

mkfifo fifo
second_line 'file /a fifo 0644 0 0'
refused 'a pipe as a source' 6 'not a regular file'
ln -s loop loop
second_line 'file /a loop 0644 0 0'
refused 'a source that is a symlink to itself' 9 'ymbolic link'
mkdir tree
mkfifo tree/pipe
second_line 'tree / tree'
refused 'a pipe in a tree' 6 'tree/pipe'
rm tree/pipe
: >tree/secret
chmod 0 tree/secret
as_nobody=
[ "$(id -u)" -ne 0 ] || as_nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
# shellcheck disable=SC2086 # words
refused 'a file that may not be read' 6 'ermission denied' $as_nobody

s=0
"$mkinitrd" build --epoch 4294967296 -o out/archive spec 2>stderr || s=$?
claim 'a time of 33 bits: refused' test "$s" -eq 2
s=0
echo 'dir /a 0755 0 0' >spec
"$mkinitrd" build -o missing/archive spec 2>stderr || s=$?
claim 'a folder for the output that is not there: refused' test "$s" -eq 1
claim 'a folder for the output that is not there: named' grep -q missing/archive stderr
s=0
mkfifo out/pipe
"$mkinitrd" build -o out/pipe spec 2>stderr || s=$?
claim 'a pipe or a device for the output: refused' test "$s" -eq 1
claim 'a pipe or a device for the output: in words' grep -q "'out/pipe': is no regular file" stderr
claim 'a pipe or a device for the output: stays what it is' test -p out/pipe
rm out/pipe
ln -s file out/link
echo old >out/file
"$mkinitrd" build -o out/link spec
claim 'a symlink for the output: stays one' test -L out/link
claim 'a symlink for the output: leads to the archive' "$mkinitrd" verify out/file
rm out/link out/file
s=0
(ulimit -f 1 && trap '' XFSZ && echo "file /a $mkinitrd 0755 0 0" >spec &&
	"$mkinitrd" build -o out/archive spec 2>stderr) || s=$?
claim 'a file that cannot grow: refused' test "$s" -eq 1
claim 'a file that cannot grow: in words' grep -q 'cannot write' stderr
claim 'a file that cannot grow: nothing is left' test -z "$(ls -A out)"

# Who was to use the rescue's console, and could not.
printf 'password %s\n' "$(openssl passwd -6 -salt saltsalt x)" >auth
second_line 'file /etc/takeover/rescue-auth auth 0600 0 0'
printf 'dir /etc 0755 0 0\ndir /etc/takeover 0755 0 0\n' | cat - spec >whole
claim 'a sha512crypt hash is taken' "$mkinitrd" build -o out/archive whole
rm out/archive
# shellcheck disable=SC2016  # no variable of ours
echo 'password $y$j9T$saltsalt$hash' >auth
# shellcheck disable=SC2016
refused 'a hash that stage two does not know' 6 'yescrypt ($y$) is not known here: take sha512crypt ($6$)'

# Whoever is killed leaves nothing, on file systems that have files without names.
shm=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work" "$shm"' EXIT
head -c 50000000 /dev/urandom >random # half a minute for xz
echo 'file /a random 0644 0 0' >spec
"$mkinitrd" build -c xz:9 -o "$shm/archive" spec &
victim=$!
sleep 0.3
kill -KILL "$victim" 2>/dev/null || :
s=0
wait "$victim" 2>/dev/null || s=$?
claim 'killed: it was at work' test "$s" -eq 137
claim 'killed: nothing is left' test -z "$(ls -A "$shm")"
totals
