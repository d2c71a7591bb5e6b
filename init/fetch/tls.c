/* SPDX-License-Identifier: MIT */
#include "fetch/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

/*
 * A machine without a battery is in 1970, where no certificate is valid yet.  Where a digest
 * or a key decides what the bytes are worth, that must not stop it; who signed the
 * certificate, and for which name, is checked all the same.
 */
static CURLcode ignore_clock(CURL *curl, void *ssl, void *unused)
{
	(void)curl;
	(void)unused;
	return X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param((SSL_CTX *)ssl),
					   X509_V_FLAG_NO_CHECK_TIME) == 1
		       ? CURLE_OK
		       : CURLE_SSL_CERTPROBLEM;
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
	if (o->ignores_clock)
		bad |= curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, ignore_clock);
	return bad == 0;
}
