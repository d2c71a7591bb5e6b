/* SPDX-License-Identifier: MIT */
/*
 * verify ed25519: one signature.  Standard input is the public key (32 bytes), the signature
 * (64), the message's length (4, little endian) and the message.
 *
 * verify blake2b: the BLAKE2b-512 digest of standard input, which is what minisign signs.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/attr.h"
#include "base/cursor.h"
#include "fetch/channel.h"
#include "fetch/role.h"

enum {
	POINT_LEN = 32,
	SIGNATURE_LEN = 64, /* a point and a scalar */
	MESSAGE_MAX = 64 * 1024,
	REQUEST_MAX = POINT_LEN + SIGNATURE_LEN + 4 + MESSAGE_MAX,
};

struct request {
	const uint8_t *key, *signature, *message;
	size_t message_len;
};

/*
 * Points that no honest key is: a small order makes one signature good for many messages,
 * and y >= 2^255 - 19 is a second spelling of a point.  OpenSSL takes both.  The list has
 * the y of every point whose order divides 8; the sign bit of x is left out.
 */
static bool is_weak_point(const uint8_t point[static POINT_LEN])
{
	static const uint8_t order_8[2][POINT_LEN] = {
		{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
		  0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
		  0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
		{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
		  0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
		  0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
	};
	uint8_t y[POINT_LEN];
	bool is_high = true, is_small = true;

	memcpy(y, point, sizeof(y));
	y[POINT_LEN - 1] &= 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(order_8); i++)
		if (memcmp(y, order_8[i], sizeof(y)) == 0)
			return true;
	for (size_t i = 1; i < sizeof(y); i++) {
		is_small = is_small && y[i] == 0;
		is_high = is_high && y[i] == (i == sizeof(y) - 1 ? 0x7f : 0xff);
	}
	/* 0 and 1; p - 1 and, as another spelling, all up to 2^255 - 1 */
	return (is_small && y[0] <= 1) || (is_high && y[0] >= 0xec);
}

static int read_request(struct request *ret)
{
	static uint8_t bytes[REQUEST_MAX];
	ssize_t n = channel_read_all(bytes, sizeof(bytes));

	if (n < 0)
		return (int)n;
	struct cursor c = cursor_over(bytes, (size_t)n);
	ret->key = cursor_take(&c, POINT_LEN);
	ret->signature = cursor_take(&c, SIGNATURE_LEN);
	ret->message_len = cursor_le32(&c);
	ret->message = cursor_take(&c, ret->message_len);
	return cursor_ok(&c) && c.left == 0 ? 0 : -EBADMSG;
}

static enum verify_verdict verify(const struct request *r)
{
	EVP_PKEY *key =
		EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, r->key, POINT_LEN);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	enum verify_verdict verdict = VERIFY_INVALID;

	/* 1 is the only success: 0 is a wrong signature, less an error */
	if (key && ctx && !is_weak_point(r->key) && !is_weak_point(r->signature) &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestVerify(ctx, r->signature, SIGNATURE_LEN, r->message,
			     r->message_len) == 1)
		verdict = VERIFY_VALID;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return verdict;
}

static enum role_exit answer_signature(void)
{
	static uint8_t answer[PARSE_ANSWER_MAX];
	struct request request = { 0 };

	if (read_request(&request) < 0) {
		channel_answer_fault(PARSE_FAULT_INPUT,
				     "not a key, a signature and a message");
		return ROLE_FAILED;
	}
	enum verify_verdict verdict = verify(&request);
	if (channel_write(answer, parse_msg_encode_verdict(verdict, answer)) < 0)
		return ROLE_FAILED;
	return verdict == VERIFY_VALID ? ROLE_DONE : ROLE_FAILED;
}

/* Digest all of the input.  Returns 0 or -EIO. */
static int digest_input(EVP_MD_CTX *ctx, uint8_t ret[static BLAKE2B_LEN])
{
	static uint8_t piece[64 * 1024];
	unsigned int len = 0;
	ssize_t n;

	if (!ctx || EVP_DigestInit_ex(ctx, EVP_blake2b512(), NULL) != 1)
		return -EIO;
	while ((n = channel_read(piece, sizeof(piece))) > 0)
		if (EVP_DigestUpdate(ctx, piece, (size_t)n) != 1)
			return -EIO;
	return n == 0 && EVP_DigestFinal_ex(ctx, ret, &len) == 1 && len == BLAKE2B_LEN
		       ? 0
		       : -EIO;
}

static enum role_exit answer_digest(void)
{
	static uint8_t answer[PARSE_ANSWER_MAX];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t digest[BLAKE2B_LEN];
	int rc = digest_input(ctx, digest);

	EVP_MD_CTX_free(ctx);
	if (rc < 0) {
		channel_answer_fault(PARSE_FAULT_INTERNAL, "BLAKE2b does not work");
		return ROLE_FAILED;
	}
	return channel_write(answer, parse_msg_encode_body(PARSE_KIND_BLAKE2B, digest,
							   sizeof(digest), answer)) < 0
		       ? ROLE_FAILED
		       : ROLE_DONE;
}

enum role_exit verify_run(const struct role_options *options)
{
	if (strcmp(options->subject, "ed25519") == 0)
		return answer_signature();
	if (strcmp(options->subject, "blake2b") == 0)
		return answer_digest();
	return ROLE_USAGE;
}
