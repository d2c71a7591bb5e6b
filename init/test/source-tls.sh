#!/bin/sh
# SPDX-License-Identifier: MIT
# TLS is checked where it decides, and where it does not: but for the dates, which a pin or a key makes no matter.
# shellcheck disable=SC1091,SC2154,SC2016  # what source-lib.sh sets; nginx' variables
. "${0%/*}/source-lib.sh"

make_tree "$www/tree"
pin=$(pin_of "$www/tree/SHA256SUMS")
make_ca
make_certificate expired server.test 20200101000000Z 20210101000000Z
make_certificate future server.test 20900101000000Z 20990101000000Z # and what a clock in 1970 sees
make_certificate stranger stranger.test
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=server.test \
	-addext subjectAltName=DNS:server.test -keyout "$dir/alone.key" -out "$dir/alone.pem" 2>/dev/null
certificate() { # PORT NAME [DIRECTIVE]
	echo "} server { listen $1 ssl; root $www; ssl_certificate $dir/$2.pem; ssl_certificate_key $dir/$2.key; ${3:-}"
}
# A server for each certificate, and one that passes on what a proxy is asked for.
serve "$(certificate 443 server)" "$(certificate 444 expired)" "$(certificate 445 future)" "$(certificate 446 stranger)" \
	"$(certificate 447 alone)" "$(certificate 448 server 'location / { return 302 http://server.test$request_uri; }')" \
	"$(certificate 449 server 'location / { return 302 https://other.test:450$request_uri; }')" \
	"$(make_certificate other other.test; certificate 450 other)" \
	"$(certificate 451 server 'location / { return 302 $request_uri; }')"
minisign -G -W -p "$dir/pub" -s "$dir/key" >/dev/null
minisign -S -s "$dir/key" -m "$www/tree/SHA256SUMS" >/dev/null
key=$(tail -n 1 "$dir/pub")
echo nixos.allow=tls >"$root/etc/takeover/cmdline.d/baked.conf"

from() { # PORT WORD...
	tls_port=$1
	shift
	acquire "nixos.url=https://server.test:$tls_port/tree" "$@"
}
for trust in nixos.trust=tls "nixos.sha256=$pin" "nixos.key=$key"; do
	from 443 "$trust"
	loads "a good certificate, $trust"
	from 446 "$trust"
	refuses E-FETCH-TLS "a wrong name, $trust"
	from 447 "$trust"
	refuses E-FETCH-TLS "an unknown authority, $trust"
	from 443 "$trust" nixos.ca=none
	refuses E-FETCH-TLS "no authority at all, $trust"
	from 448 "$trust"
	refuses E-FETCH-OTHER "down to http, $trust"
	from 449 "$trust"
	loads "on to another host, $trust"
	for port in 444 445; do
		from $port "$trust"
		case $trust in
		*=tls) refuses E-FETCH-TLS "a wrong date, port $port" ;;
		*)
			loads "a wrong date that does not matter, port $port, $trust"
			says 'names and signers count, not the dates'
			;;
		esac
	done
done

acquire nixos.url=https://server.test:451/tree "nixos.sha256=$pin"
refuses E-FETCH-HTTP 'a redirect that leads to itself'

# by a proxy with a certificate of its own
for port in 443 444 445; do
	acquire nixos.url=http://nowhere.test/tree nixos.proxy=https://server.test:$port nixos.sha256="$pin"
	loads "by the proxy on port $port"
done
acquire nixos.url=http://nowhere.test/tree nixos.proxy=https://server.test:446 nixos.sha256="$pin"
refuses E-FETCH-TLS "a proxy of another name"

# another bundle in the initrd
cp "$dir/alone.pem" "$root/etc/ssl/certs/ca-certificates.crt"
from 447 nixos.trust=tls
loads 'an authority that was put there'
from 443 nixos.trust=tls
refuses E-FETCH-TLS 'one that was there before'
