# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# A machine without a battery takes an image by https from a server whose certificate is not good yet by its clock: the pin
# decides, and stage two says so. Without one it would have to be refused: init/test/source-tls.sh.
mkdir -p "$WORK/ca/etc/ssl/certs"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=here -addext subjectAltName=IP:10.0.2.2 \
	-keyout "$WORK/key.pem" -out "$WORK/ca/etc/ssl/certs/ca-certificates.crt" 2>/dev/null
(cd "$WORK/ca" && find etc | cpio --quiet -o -H newc) >"$WORK/ca.cpio"
tls_port=$((45000 + $$ % 10000))
serve "$scripted_tree" "listen 127.0.0.1:$tls_port ssl; ssl_certificate_key $WORK/key.pem;" \
	"ssl_certificate $WORK/ca/etc/ssl/certs/ca-certificates.crt;"
cat "$OUT/base.cpio" build/qemu-tests/kernel-6.1.cpio "$WORK/ca.cpio" >"$WORK/initrd"
vm_start -rtc base=1970-01-02T03:04:05 -kernel build/inputs/kernel-6.1/vmlinuz -initrd "$WORK/initrd" \
	-append "$stage_two_words nixos.url=https://10.0.2.2:$tls_port nixos.sha256=$(tree_pin "$scripted_tree")"
expect_console "the clock was behind this program's own date: set to it"
expect_console 'fetch: https: of certificates the names and signers count, not the dates'
expect_target
