/* SPDX-License-Identifier: MIT */
#define OPENSSL_SUPPRESS_DEPRECATED /* deprecated in favour of EVP; see hash.h for why */
#include "initrd-builder/hash.h"

#include <openssl/sha.h>

void hash_sha256(const void *bytes, size_t len, uint8_t ret[static SHA256_BYTES])
{
	SHA256_CTX context;

	(void)SHA256_Init(&context);
	(void)SHA256_Update(&context, bytes, len);
	(void)SHA256_Final(ret, &context);
}

void hash_sha1(const void *bytes, size_t len, uint8_t ret[static SHA1_BYTES])
{
	SHA_CTX context;

	(void)SHA1_Init(&context);
	(void)SHA1_Update(&context, bytes, len);
	(void)SHA1_Final(ret, &context);
}
