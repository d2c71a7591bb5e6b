#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: a dozen failures, some after tries that take their time
# What is wrong between this machine and the server is said by its code on every console.
# shellcheck disable=SC1091,SC2046,SC2086,SC2154
. "${0%/*}/stage2-codes-lib.sh"

tree tree
tree empty
: >"$www/empty/SHA256SUMS"
mkdir "$www/long"
head -c 2000000 /dev/zero | tr '\0' 'a' >"$www/long/SHA256SUMS"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=other -days 2 -keyout "$dir/key" \
	-out "$dir/cert" 2>/dev/null
chmod 644 "$dir/key"
server() { echo "$*" >"$dir/nginx.d"; } # DIRECTIVE...
once='nixos.timeout=3s/3s' # what would be tried until the deadline

world 'ip link del eth0'
provoke E-DEV-MODULES nixos.url=$url nixos.sha256=$some_pin nixos.timeout=12s/12s
world 'ip link del eth0'
mkdir -p "$dir/tree/lib/modules/$(uname -r)"
: >"$dir/tree/lib/modules/$(uname -r)/modules.dep"
provoke E-NET-NO-DEVICE nixos.url=$url nixos.sha256=$some_pin nixos.timeout=12s/12s
# The other end of the cable is in another machine, as soon as there is one, and down there.
world 'unshare --net sleep 100 &' 'while ip link show wan >/dev/null 2>&1; do ip link set wan netns $! || :; sleep 0.1; done'
provoke E-NET-NO-CARRIER nixos.url=$url nixos.sha256=$some_pin nixos.timeout=12s/12s
provoke E-NET-NO-LEASE nixos.url=$url nixos.sha256=$some_pin nixos.timeout=12s/12s

world "dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --user= --pid-file= --listen-address=10.9.0.1 --bind-interfaces \
	--address=/nowhere.test/"
provoke E-FETCH-RESOLVE $(at http://nowhere.test/) nameserver=10.9.0.1 $once
provoke E-FETCH-CONNECT $(at http://10.9.0.1:9/) $once
provoke E-FETCH-HTTP $(at ${url}none/) $once
peer 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx'
provoke E-FETCH-SHORT $(at http://10.9.0.1:81/) nixos.timeout=20s/20s
provoke E-FETCH-TOO-LARGE $(at ${url}long/)
provoke E-FETCH-EMPTY $(of empty)
server 'location /html/ { types { } default_type text/html; return 200 "<html>Log in</html>"; }'
provoke E-FETCH-HTML $(at ${url}html/) $once
server "listen 443 ssl; ssl_certificate $dir/cert; ssl_certificate_key $dir/key;"
provoke E-FETCH-TLS $(at https://10.9.0.1/tree/) $once
server 'location /away/ { return 301 gopher://10.9.0.1/; }'
provoke E-FETCH-OTHER $(at ${url}away/) $once
