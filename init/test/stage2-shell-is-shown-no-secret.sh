#!/bin/sh
# SPDX-License-Identifier: MIT
# A shell of the menu, whoever opens it, is not shown what was planted: in no process's memory or environment, in no
# command line, in no setting of the initrd, in no host key.  The next try has it all the same.
# shellcheck disable=SC1091,SC2016,SC2086,SC2154
. "${0%/*}/stage2-codes-lib.sh"

tree tree
printf 'lena:%s\n' "$(openssl passwd -1 PLANTED1)" >"$dir/users"
cat >"$dir/nginx.d" <<END
location /tree/ { auth_basic hidden; auth_basic_user_file $dir/users; }
END
mkdir -p "$dir/tree/etc/takeover/cmdline.d" "$dir/tree/ssh" "$dir/tree/bin"
echo 'nixos.proxy= other.password=PLANTED2' >"$dir/tree/etc/takeover/cmdline.d/site.conf"
printf '%s\n' '-----BEGIN OPENSSH PRIVATE KEY-----' PLANTED3 '-----END OPENSSH PRIVATE KEY-----' >"$dir/tree/ssh/ssh_host_rsa_key"
echo 'ssh-rsa PUBLIC' >"$dir/tree/ssh/ssh_host_rsa_key.pub"
world 'environment=WIFI_PASSWORD=PLANTED4'
echo "password $(openssl passwd -6 -salt PLANTED6 PLANTED7)" >"$dir/tree/etc/takeover/rescue-auth"
"$deps/bin/musl-gcc" -std=gnu11 -D_GNU_SOURCE -O1 -static -o "$dir/tree/bin/memory_probe" init/test/memory_probe.c
# Not at once: what comes right behind our own text is taken for its echo.
enter() { # [TEXT]: then typed at the password's prompt first
	printf '%s\n' 'expect 0 20 rescue: reboot in' 'refute 0 1 the menu is on' 'type 0 \r' 'expect 0 20 Password:'
	[ -z "${1:-}" ] || printf '%s\n' "type 0 $1\\r" 'expect 0 20 Wrong.' 'expect 0 20 Password:'
	printf '%s\n' 'type 0 PLANTED7\r' 'expect 0 30 takeover rescue>'
}
settings='/etc/takeover/cmdline.d/* /etc/takeover/rescue-auth /ssh/* /run/takeover/words /run/takeover/reason'
grep_all="grep -l PLANT[E]D /proc/cmdline /proc/[0-9]*/environ /proc/[0-9]*/cmdline $settings"
stage_two 1 nixos.url=http://lena:PLANTED1@10.9.0.1/tree/ nixos.sha256=$some_pin $fetching wifi.psk=PLANTED5 \
	nixos.append=some.token=PLANTED8 nixos.rescue-timeout=60 <<END
expect 0 60 FAILED in step fetch   E-VERIFY-DIGEST
$(enter PLANTED9)
type 0 2\\r
expect 0 20 URL (Enter keeps it):
type 0 http://lena:PLANTED1@10.9.0.1:80/tree/\\r
expect 0 20 Changed
type 0 8\\r
expect 0 60 takeover rescue>
type 0 7\\r
expect 0 20 takeover rescue #
type 0 memory_probe hold &\\r
expect 0 20 it is held
type 0 memory_probe; echo held-\$((\$? + 40)); kill \$!\\r
expect 0 60 planted in
expect 0 60 held-41
type 0 memory_probe; echo left-\$((\$? + 40))\\r
expect 0 60 left-40
type 0 $grep_all; echo found-\$((\$? + 40))\\r
expect 0 20 found-41
type 0 grep -c PUBLIC /ssh/*.pub; grep -o 'nixos.url=[^ ]*' /proc/cmdline\\r
expect 0 20 nixos.url=http://***@10.9.0.1/tree/
type 0 exit\\r
expect 0 20 takeover rescue>
type 0 1\\r
expect 0 60 FAILED in step fetch   E-VERIFY-DIGEST
$(enter)
type 0 12\\r
expect 0 40 rescue: rebooting
end 60 $REBOOTED
END
