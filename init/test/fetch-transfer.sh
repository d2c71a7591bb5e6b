#!/bin/sh
# SPDX-License-Identifier: MIT
# fetch delivers an object as the server sends it, and names each failure by its class.
# shellcheck disable=SC1091,SC2154  # what fetch-lib.sh sets
. "${0%/*}/fetch-lib.sh"

# enum fetch_result
OK=0 RESOLVE=1 CONNECT=2 TIMEOUT=3 HTTP=4 SHORT=5 TOO_LARGE=6 TLS=7 OTHER=8

mkdir "$dir/www"
head -c 3000000 /dev/urandom >"$dir/www/image"
: >"$dir/www/empty"
echo '<html>captive</html>' >"$dir/www/portal.html"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
	-subj /CN=server.test -addext subjectAltName=DNS:server.test,IP:127.0.0.1 \
	-keyout "$dir/key.pem" -out "$dir/ca.pem" 2>/dev/null
cat >"$dir/nginx.conf" <<-END
	user root root; daemon off; master_process off; pid $dir/pid; error_log $dir/nginx.log;
	events {}
	http {
		client_body_temp_path $dir/t1; proxy_temp_path $dir/t2; fastcgi_temp_path $dir/t3;
		uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;
		access_log $dir/access.log; default_type application/octet-stream;
		types { text/html html; } root $dir/www;
		server {
			listen 80; listen [::1]:80; listen 443 ssl;
			ssl_certificate $dir/ca.pem; ssl_certificate_key $dir/key.pem;
			location /moved { return 302 /image; }
			location /loop { return 302 /loop; }
			location /up { return 302 https://server.test/image; }
			location /down { return 302 http://server.test/image; }
			location /file { return 302 file:///etc/passwd; }
			location /choices { return 300 choose; }
			location /labelled { add_header Content-Encoding gzip; alias $dir/www/image; }
		}
	}
END
nginx -e "$dir/nginx.log" -p "$dir" -c "$dir/nginx.conf" &

# What nginx does not do: one bad answer a port.
peer() { # PORT SHELL-TEXT
	# shellcheck disable=SC2016  # the peer's
	# what is left unread would be answered by a reset
	printf '#!/bin/sh\nwhile read -r line && [ ${#line} -gt 1 ]; do :; done\n%s\n' "$2" \
		>"$dir/peer-$1"
	chmod +x "$dir/peer-$1"
	busybox nc -ll -p "$1" -e "$dir/peer-$1" &
}
head='printf "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"'
peer 81 "$head; printf abc"
peer 82 "sleep 30"
peer 83 "$head; printf abc; sleep 30"
peer 84 'printf "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc"'
peer 85 'printf "HTTP/1.1 200 OK\r\n\r\n"; cat /dev/zero'
peer 86 'exit 0'
peer 87 'printf "\033[2J no HTTP at all\n"'

echo '127.0.0.1 server.test other.test' >"$root/etc/hosts"
echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"
listens() {
	[ "$(ss -Hltn | wc -l)" -ge 10 ]
}
wait_for 5 listens

gets() { # CLAIM FILE ARGUMENT...
	claim=$1 file=$2
	shift 2
	run fetch "$@"
	must "$claim: it ends well" test "$status $(last_message result)" = "0 $OK"
	must "$claim: headers, then the end" test "$(messages) $(last_message kind)" = '2 2'
	must "$claim: the bytes are the server's" cmp "$dir/out" "$dir/www/$file"
}

fails() { # CLAIM RESULT PATTERN-OF-WORDS ARGUMENT...
	claim=$1 want=$2 words=$3
	shift 3
	run fetch --stall-s 1 "$@"
	must "$claim: it fails" test "$status" = 1
	must "$claim: by its class" test "$(last_message result)" = "$want"
	# shellcheck disable=SC2254  # a pattern
	case $(last_message text) in
	$words) ;;
	*) fail "$claim: it says '$(last_message text)'" ;;
	esac
}

server=http://server.test
gets 'a file' image $server/image
gets 'by address' image http://127.0.0.1/image
gets 'by IPv6' image 'http://[::1]/image'
gets 'a redirect' image $server/moved
gets 'an empty file' empty $server/empty
gets 'what the server calls encoded' image $server/labelled
gets 'a page' portal.html $server/portal.html
must 'a page is called one' test "$(last_message html)" = 1
gets 'https' image --ca "$dir/ca.pem" https://server.test/image
gets 'up to https' image --ca "$dir/ca.pem" $server/up
gets 'exactly the cap' image --max-bytes 3000000 $server/image
gets 'by a proxy' image --proxy http://127.0.0.1:80 http://nowhere.test/image
gets 'only the headers' empty --head $server/image

fails 'a missing file' $HTTP 'status 404' $server/none
fails 'a loop' $HTTP 'status 302' $server/loop
fails 'several choices' $HTTP 'status 300' $server/choices
fails 'down from https' $OTHER '*"http"*redirect*' \
	--ca "$dir/ca.pem" https://server.test/down
fails 'to a file' $OTHER '*"file"*redirect*' $server/file
fails 'a closed port' $CONNECT 'Connection refused' http://127.0.0.1:9/
fails 'no answer at all' $CONNECT 'Empty reply*' http://127.0.0.1:86/
fails 'an unknown name' $RESOLVE '*nowhere.test*' http://nowhere.test/
fails 'no CA' $TLS '*self-signed certificate*' https://server.test/image
fails 'a wrong name' $TLS "*'other.test'*" --ca "$dir/ca.pem" https://other.test/image
fails 'one byte over the cap' $TOO_LARGE 'more than 2999999 bytes' --max-bytes 2999999 $server/image
must 'nothing of it is delivered' test ! -s "$dir/out"
fails 'endless data' $TOO_LARGE 'more than 70000 bytes' --max-bytes 70000 http://127.0.0.1:85/
fails 'a short body' $SHORT '*97 bytes missing*' http://127.0.0.1:81/
fails 'a cut chunk' $SHORT '*closed*' http://127.0.0.1:84/
fails 'silence' $TIMEOUT '*too slow*' http://127.0.0.1:82/
fails 'a stall' $TIMEOUT '*too slow*' http://127.0.0.1:83/
fails 'no HTTP' $OTHER '*HTTP/0.9*' http://127.0.0.1:87/
fails 'another scheme' $OTHER 'not an http, https or tftp URL' file:///etc/hosts
fails 'no CA file' $OTHER 'CA file: No such file or directory' --ca "$dir/none" $server/image

login=http://lena:PLANTED@127.0.0.1:82
"$dir/fetch" --root "$root" --proxy $login $login/ 3>/dev/null >/dev/null </dev/null &
hides_its_words() {
	tr '\0' ' ' <"/proc/$!/cmdline" | grep -q '/fetch *$'
}
wait_for 20 hides_its_words
kill $!

run fetch --nonsense $server/image
must 'an unknown option is refused' test "$status" = 2
