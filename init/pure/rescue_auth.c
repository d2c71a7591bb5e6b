/* SPDX-License-Identifier: MIT */
#include "pure/rescue_auth.h"

#include <errno.h>

enum {
	HASH_CHARS = 86, /* 512 bits, six in a character */
	SALT_MAX = 16,
};

#define CRYPT_CHARS "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static bool is_of(struct span s, size_t min, size_t max)
{
	for (size_t i = 0; i < s.len; i++)
		if (!s.at[i] || !strchr(CRYPT_CHARS, s.at[i]))
			return false;
	return s.len >= min && s.len <= max;
}

/* "$6$salt$hash" or "$6$rounds=5000$salt$hash". */
static bool is_sha512crypt(struct span rest)
{
	struct span front = span_take(&rest, '$'), kind = span_take(&rest, '$');

	if (front.len > 0 || !span_is(kind, "6"))
		return false;
	if (span_starts_with(rest, "rounds="))
		(void)span_take(&rest, '$');
	struct span salt = span_take(&rest, '$');

	return is_of(salt, 1, SALT_MAX) && is_of(rest, HASH_CHARS, HASH_CHARS);
}

/* What a person took, who is told what to take instead. */
static const char *name_hash(struct span hash)
{
	static const struct {
		const char *prefix, *why;
	} others[] = {
		{ "$6$", "the sha512crypt hash ($6$) is not whole" },
		{ "$y$", "yescrypt ($y$) is not known here: take sha512crypt ($6$)" },
		{ "$gy$",
		  "gost-yescrypt ($gy$) is not known here: take sha512crypt ($6$)" },
		{ "$7$", "scrypt ($7$) is not known here: take sha512crypt ($6$)" },
		{ "$2", "bcrypt ($2$) is not taken: take sha512crypt ($6$)" },
		{ "$5$", "sha256crypt ($5$) is not taken: take sha512crypt ($6$)" },
		{ "$1$", "md5crypt ($1$) is not taken: take sha512crypt ($6$)" },
	};

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (span_starts_with(hash, others[i].prefix))
			return others[i].why;
	return "no hash of a password stands there: take sha512crypt ($6$)";
}

int rescue_auth_parse(const char *text, size_t len, struct rescue_auth *ret,
		      const char **why)
{
	struct span all = { text, len }, rest = span_take(&all, '\n'), whole = rest;
	struct span word = span_take(&rest, ' ');

	*ret = (struct rescue_auth){ .kind = RESCUE_AUTH_OFF };
	if (all.len > 0) {
		*why = "there is more than one line";
		return -EINVAL;
	}
	if (span_is(word, "password")) {
		if (!is_sha512crypt(rest)) {
			*why = name_hash(rest);
			return -EINVAL;
		}
		*ret = (struct rescue_auth){ RESCUE_AUTH_PASSWORD, rest };
		return 0;
	}
	if (span_is(whole, "none"))
		ret->kind = RESCUE_AUTH_NONE;
	else if (span_is(whole, "ssh-only"))
		ret->kind = RESCUE_AUTH_SSH_ONLY;
	else if (!span_is(whole, "off")) {
		*why = "it is none of: none, password HASH, ssh-only, off";
		return -EINVAL;
	}
	return 0;
}
