/* SPDX-License-Identifier: MIT */
#include "pure/trust.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/base64.h"

enum {
	MINISIGN_KEY_LEN = 2 + MINISIG_ID_LEN + ED25519_KEY_LEN,
};

static int parse_nix_key(const char *text, size_t len, const char *colon,
			 struct trust_key *ret)
{
	size_t name_len = (size_t)(colon - text);
	struct trust_key key = { .name = "" };

	if (name_len == 0 || name_len >= sizeof(key.name))
		return -EINVAL;
	memcpy(key.name, text, name_len);
	int r = base64_decode(colon + 1, len - name_len - 1, key.point,
			      sizeof(key.point));

	if (r == 0)
		*ret = key;
	return r;
}

int trust_parse_key(const char *text, size_t len, struct trust_key *ret)
{
	const char *colon = memchr(text, ':', len);
	struct trust_key key = { .name = "" };
	uint8_t bytes[MINISIGN_KEY_LEN] = { 0 };

	if (colon)
		return parse_nix_key(text, len, colon, ret);
	if (base64_decode(text, len, bytes, sizeof(bytes)) < 0 || bytes[0] != 'E' ||
	    bytes[1] != 'd')
		return -EINVAL;
	memcpy(key.id, bytes + 2, sizeof(key.id));
	memcpy(key.point, bytes + 2 + sizeof(key.id), sizeof(key.point));
	*ret = key;
	return 0;
}

static bool is_nix_key(const struct trust_key *key)
{
	return key->name[0] != 0;
}

/* The same point under another name or id is the same person. */
static bool has_key(const struct trust_key *keys, size_t count,
		    const struct trust_key *key)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(keys[i].point, key->point, sizeof(key->point)) == 0 &&
		    is_nix_key(&keys[i]) == is_nix_key(key))
			return true;
	return false;
}

int trust_set_key(struct trust *t, const char *text, size_t len, bool fresh)
{
	struct trust_key key = { .name = "" };
	int r = trust_parse_key(text, len, &key);

	if (r < 0)
		return r;
	if (t->baked_count > 0 && !has_key(t->baked, t->baked_count, &key))
		return -EPERM;
	if (fresh && t->sealed)
		t->key_count = 0;
	if (has_key(t->keys, t->key_count, &key))
		return 0;
	if (t->key_count == TRUST_KEYS_MAX)
		return -E2BIG;
	t->keys[t->key_count++] = key;
	return 0;
}

int trust_set_threshold(struct trust *t, const char *text, size_t len)
{
	uint64_t value;
	int r = text_to_u64(text, len, TRUST_KEYS_MAX, &value);

	if (r == 0 && value == 0)
		r = -EINVAL;
	if (r == 0 && value < t->sealed_threshold)
		r = -EPERM;
	if (r == 0)
		t->threshold = value;
	return r;
}

int trust_set_not_before(struct trust *t, const char *text, size_t len)
{
	uint64_t value;
	int r = text_to_u64(text, len, INT64_MAX, &value);

	if (r == 0 && value < t->sealed_not_before)
		r = -EPERM;
	if (r == 0)
		t->not_before = value;
	return r;
}

int trust_set_mode(struct trust *t, const char *text)
{
	static const char *const names[] = {
		[TRUST_VERIFIED] = "verified",
		[TRUST_TLS] = "tls",
		[TRUST_ANYTHING] = "none",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(text, names[i]) != 0)
			continue;
		if ((enum trust_mode)i > t->widest)
			return -EPERM;
		t->mode = (enum trust_mode)i;
		return 0;
	}
	return -EINVAL;
}

static int allow(struct trust *t, const char *name, size_t len)
{
	if (len == 3 && memcmp(name, "tls", len) == 0) {
		if (t->widest < TRUST_TLS)
			t->widest = TRUST_TLS;
	} else if (len == 4 && memcmp(name, "none", len) == 0) {
		t->widest = TRUST_ANYTHING;
	} else if (len == 6 && memcmp(name, "append", len) == 0) {
		t->any_append = true;
	} else {
		return -EINVAL;
	}
	return 0;
}

int trust_set_allowed(struct trust *t, const char *text)
{
	struct trust allowed = *t;
	int r = t->sealed ? -EPERM : 0;

	allowed.widest = TRUST_VERIFIED;
	allowed.any_append = false;
	while (r == 0 && *text) {
		size_t len = strcspn(text, ",");

		r = allow(&allowed, text, len);
		text += len + (text[len] == ',');
	}
	if (r == 0)
		*t = allowed;
	return r;
}

int trust_add_keys(struct trust *t, const char *text, size_t len)
{
	static const char comment[] = "untrusted comment:";
	const char *end = text + len;

	while (text < end) {
		const char *line = text;
		const char *eol = memchr(line, '\n', (size_t)(end - line));
		size_t line_len = (size_t)((eol ? eol : end) - line);

		text += line_len + (eol ? 1 : 0);
		if (line_len > 0 && line[line_len - 1] == '\r')
			line_len--;
		if (line_len == 0 || line[0] == '#' ||
		    (line_len >= sizeof(comment) - 1 &&
		     memcmp(line, comment, sizeof(comment) - 1) == 0))
			continue;
		int r = trust_set_key(t, line, line_len, false);

		if (r < 0)
			return r;
	}
	return 0;
}

void trust_seal(struct trust *t)
{
	memcpy(t->baked, t->keys, sizeof(t->baked));
	t->baked_count = t->key_count;
	t->sealed_threshold = t->threshold;
	t->sealed_not_before = t->not_before;
	t->sealed = true;
}

size_t trust_count(const struct trust *t, bool is_nix)
{
	size_t count = 0;

	for (size_t i = 0; i < t->key_count; i++)
		count += is_nix_key(&t->keys[i]) == is_nix;
	return count;
}

size_t trust_needed(const struct trust *t, bool is_nix)
{
	if (trust_count(t, is_nix) == 0)
		return 0;
	return t->threshold > 0 ? t->threshold : 1;
}
