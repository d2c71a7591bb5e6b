/* SPDX-License-Identifier: MIT */
#define OPENSSL_SUPPRESS_DEPRECATED /* deprecated in favour of EVP; see sys/digest.h for why */
#include "initrd-builder/sha1.h"

#include <openssl/sha.h>

void sha1_of(const void *bytes, size_t len, uint8_t ret[static SHA1_BYTES])
{
	SHA_CTX context;

	(void)SHA1_Init(&context);
	(void)SHA1_Update(&context, bytes, len);
	(void)SHA1_Final(ret, &context);
}
