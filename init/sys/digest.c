/* SPDX-License-Identifier: MIT */
#define OPENSSL_SUPPRESS_DEPRECATED /* deprecated in favour of EVP; see digest.h for why */
#include "sys/digest.h"

#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct digest), "the state fits");
_Static_assert(SHA256_DIGEST_LENGTH == SHA256_BYTES, "SHA-256 is 32 bytes");

static SHA256_CTX *context(struct digest *d)
{
	return (SHA256_CTX *)d->state;
}

void digest_begin(struct digest *d)
{
	(void)SHA256_Init(context(d));
}

void digest_add(struct digest *d, const void *bytes, size_t len)
{
	(void)SHA256_Update(context(d), bytes, len);
}

void digest_end(struct digest *d, uint8_t ret[static SHA256_BYTES])
{
	(void)SHA256_Final(ret, context(d));
}

void digest_of(const void *bytes, size_t len, uint8_t ret[static SHA256_BYTES])
{
	struct digest d;

	digest_begin(&d);
	digest_add(&d, bytes, len);
	digest_end(&d, ret);
}
