#!/bin/sh
# SPDX-License-Identifier: MIT
# What of the host cannot go along is said, and keeps nobody waiting.
# shellcheck disable=SC1091,SC2154  # what host-lib.sh sets
. "${0%/*}/host-lib.sh"

ssh=$dir/ssh root=$dir/root
mkdir -p "$ssh" "$root/.ssh"
mount --bind "$ssh" /etc/ssh
echo secret >"$ssh/ssh_host_ed25519_key"
mkfifo "$ssh/ssh_host_fifo" "$root/.ssh/authorized_keys2"
ln -s nowhere "$ssh/ssh_host_link"
mkdir "$ssh/ssh_host_folder"
head -c 70000 /dev/zero >"$ssh/ssh_host_large"
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a' \
	>"$root/.ssh/authorized_keys"
echo "root:x:0:0::$root:/bin/sh" >"$dir/passwd"
mount --bind "$dir/passwd" /etc/passwd

# an interface that has a lease by networkd, and one whose lease is of another address
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/netif/leases
ip link add lease0 address 52:54:00:12:34:56 type veth peer name lease1 address 52:54:00:12:34:57
ip address add 192.0.2.7/24 dev lease0
ip address add 192.0.2.9/24 dev lease1
printf 'ADDRESS=192.0.2.7\nCLIENTID=ff01\n' >/run/systemd/netif/leases/"$(ip -o link show lease0 | cut -d: -f1)"
printf 'ADDRESS=192.0.2.8\nCLIENTID=ff02\n' >/run/systemd/netif/leases/"$(ip -o link show lease1 | cut -d: -f1)"
# packets that leave by the link that their address belongs to, and those that a mark sends elsewhere
ip link set lease1 up
ip link set lease0 up
ip route add default via 192.0.2.1 dev lease1 table 7000 proto static
ip rule add from 192.0.2.9 lookup 7000 priority 1001
ip rule add fwmark 1 lookup 7000 priority 1002

# an address that a person set, and one that busybox' client's script did: the kernel sees no difference
ip link add wan0 type veth peer name wan1
ip address add 198.51.100.7/24 dev wan0
ip address add 203.0.113.7/24 dev wan1
busybox udhcpc -f -i wan0 -s /bin/true >"$dir/udhcpc" 2>&1 &
tries=100
until [ -s "$dir/udhcpc" ] || [ $tries = 0 ]; do # it says that it has started
	sleep 0.1
	tries=$((tries - 1))
done

status=0
SUDO_USER=lena DOAS_USER='' timeout 20 "$probe" state "$dir/archive" >"$dir/out" || status=$?
must 'no FIFO holds it' test $status = 0
must 'the host key goes along' says ssh/ssh_host_ed25519_key "$dir/archive"
must 'so does the lease with its client identifier' \
	says '[{"mac":"52:54:00:12:34:56","client-id":"ff01","address":"192.0.2.7"}]' "$dir/archive"
must 'so does the rule of policy routing' \
	says '[{"priority":1001,"src":"192.0.2.9","table":"7000"}]' "$dir/archive"
must 'and its table' says \
	'[{"dst":"default","gateway":"192.0.2.1","dev":"lease1","table":"7000","protocol":"static","flags":[]}]' "$dir/archive"
must "what busybox' client asked for is not fixed" says 'wan0 198.51.100.7/24 (dynamic)'
must 'what a person set is' grep -q 'wan1 203\.0\.113\.7/24[,;]' "$dir/out"
must 'what goes by marks is said' \
	says '[--] network: 1 rules of policy routing go by more than addresses and are not carried over'
must 'and the authorized key' says '[ok] ssh: 1 authorized, 1 host keys'
must 'a FIFO is said' says "[--] ssh: /etc/ssh/ssh_host_fifo: not carried over: is no file"
must 'among the authorized keys, too' \
	says "[--] ssh: $root/.ssh/authorized_keys2: not carried over: is no file"
must 'a folder is said' says "ssh_host_folder: not carried over: is no file"
must 'a link to nothing is said' says "ssh_host_link: not carried over: No such file"
must 'a key that is none is said' says "ssh_host_large: not carried over: File too large"
must 'a user whom only a directory service knows is said' \
	says '[--] ssh: lena is not in /etc/passwd: their keys do not go along'

mount -t tmpfs tmpfs /sys/devices
mkdir /sys/devices/bus
# shellcheck disable=SC2046  # numbers
(cd /sys/devices/bus && mkdir $(seq 16385) && for device in *; do echo a >"$device/modalias"; done)
status=0
timeout 60 "$probe" modules >"$dir/out" 2>&1 || status=$?
must 'it refuses to drop modules' test $status = 1
must 'and says so' says 'E-HOST-MODULES modules: this machine has more than 16384'
