# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A host whose address was set by hand, and a plain netboot image, which would ask DHCP: the host says so and stays. Who
# goes without asking is stopped by stage two, before the download, and is back in the host.
VM_SECONDS=600
serve "$systemd_tree"
boot_host <<END
systemctl stop systemd-networkd.socket systemd-networkd
link=\$(ls /sys/class/net | grep -v lo)
ip addr flush dev \$link
ip addr add 10.0.2.15/24 dev \$link
ip route add default via 10.0.2.2
! ./takeover boot --url $url --sha256 $(tree_pin "$systemd_tree") || exit
./takeover check --url $url --sha256 $(tree_pin "$systemd_tree") --cmdline nixos.unreachable=ok || exit
echo 'HOST: stays, unless it is told otherwise'
./takeover boot --no-preflight --url $url --sha256 $(tree_pin "$systemd_tree") \
	--cmdline 'nixos.timeout=40s/2m nixos.rescue-timeout=5'
END
expect_console 'takeover: E-TARGET-UNREACHABLE the image: .* has the fixed address 10\.0\.2\.15, ' 300
expect_console 'HOST: stays, unless it is told otherwise' 100
expect_console 'FAILED in step fetch   E-TARGET-UNREACHABLE' 300
expect_console 'why:  .* has the fixed address 10\.0\.2\.15, and this image takes no network over' 10
expect_console 'rescue: rebooting' 60
expect_end
expect_verdict '^HOST-RETURNED'
! grep -q 'GET /initrd.gz' "$WORK/nginx/access.log" || fail 'the image was fetched all the same'
