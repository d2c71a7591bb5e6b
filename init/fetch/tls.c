/* SPDX-License-Identifier: MIT */
#include "fetch/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

enum {
	READ_AHEAD_BYTES = 256 * 1024,
};

/*
 * A machine without a battery is in 1970, where no certificate is valid yet.  Where a digest
 * or a key decides what the bytes are worth, that must not stop it; who signed the
 * certificate, and for which name, is checked all the same.
 */
static bool ignore_clock(SSL_CTX *tls)
{
	return X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(tls),
					   X509_V_FLAG_NO_CHECK_TIME) == 1;
}

static CURLcode set_up(CURL *curl, void *ssl, void *options)
{
	const struct role_options *o = options;
	SSL_CTX *tls = ssl;

	(void)curl;
	/* else two system calls bring each record of 16 KiB: five bytes, and the rest */
	(void)SSL_CTX_set_read_ahead(tls, 1);
	SSL_CTX_set_default_read_buffer_len(tls, READ_AHEAD_BYTES);
	return !o->ignores_clock || ignore_clock(tls) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

bool tls_set(CURL *curl, const struct role_options *o)
{
	struct curl_blob ca = { o->ca, o->ca_len, CURL_BLOB_NOCOPY };
	unsigned int bad = 0;

	/* No CA is compiled in: without one, every https server is refused. */
	if (o->ca) {
		bad |= curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &ca);
		bad |= curl_easy_setopt(curl, CURLOPT_PROXY_CAINFO_BLOB, &ca);
	}
	bad |= curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, set_up);
	bad |= curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, o);
	return bad == 0;
}
