/* SPDX-License-Identifier: MIT */
#include "pure/narinfo.h"

#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "base/cursor.h"
#include "base/text.h"
#include "base/writer.h"
#include "pure/base64.h"

#define STORE_LEN (sizeof(NIX_STORE) - 1)

struct field {
	const char *value;
	size_t len;
};

enum key {
	STORE_PATH,
	URL,
	COMPRESSION,
	FILE_HASH,
	FILE_SIZE,
	NAR_HASH,
	NAR_SIZE,
	REFERENCES,
	SIG,
	KEYS,
};

static const char *set_name(const char *text, size_t len, char ret[static NIX_NAME_MAX])
{
	if (!nix_is_name(text, len))
		return "not the name of a store path";
	memcpy(ret, text, len);
	memset(ret + len, 0, NIX_NAME_MAX - len);
	return NULL;
}

static const char *set_store_path(struct narinfo *info, const struct field *f)
{
	if (f->len < STORE_LEN || memcmp(f->value, NIX_STORE, STORE_LEN) != 0)
		return "not a path in /nix/store";
	return set_name(f->value + STORE_LEN, f->len - STORE_LEN, info->name);
}

static bool is_url(const char *url, size_t len)
{
	if (len == 0 || len >= NARINFO_URL_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (url[i] <= ' ' || url[i] > '~')
			return false;
	return true;
}

static const char *set_url(struct narinfo *info, const struct field *f)
{
	if (!is_url(f->value, f->len))
		return "a URL that is empty, too long or not printable";
	memcpy(info->url, f->value, f->len);
	return NULL;
}

/* `decode` tells them apart by itself; of others it is better to hear the name. */
static const char *check_compression(struct narinfo *info, const struct field *f)
{
	static const char *const known[] = { "none", "gzip", "xz", "zstd" };

	(void)info;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (f->len == strlen(known[i]) && memcmp(f->value, known[i], f->len) == 0)
			return NULL;
	return "a compression other than none, gzip, xz and zstd";
}

static const char *set_digest(uint8_t ret[static SHA256_BYTES], const struct field *f)
{
	return nix_digest_from_text(f->value, f->len, ret) < 0 ? "not a SHA-256 digest"
							       : NULL;
}

static const char *set_nar_hash(struct narinfo *info, const struct field *f)
{
	return set_digest(info->nar_hash, f);
}

static const char *set_file_hash(struct narinfo *info, const struct field *f)
{
	info->has_file_hash = true;
	return set_digest(info->file_hash, f);
}

static const char *set_size(uint64_t *ret, const struct field *f)
{
	return text_to_u64(f->value, f->len, INT64_MAX, ret) < 0 || *ret == 0
		       ? "not a size"
		       : NULL;
}

static const char *set_nar_size(struct narinfo *info, const struct field *f)
{
	return set_size(&info->nar_size, f);
}

static const char *set_file_size(struct narinfo *info, const struct field *f)
{
	return set_size(&info->file_size, f);
}

static const char *set_references(struct narinfo *info, const struct field *f)
{
	const char *at = f->value, *end = f->value + f->len;

	while (at < end) {
		const char *space = memchr(at, ' ', (size_t)(end - at));
		size_t len = (size_t)((space ? space : end) - at);

		if (len == 0) {
			at++;
			continue;
		}
		if (info->reference_count == NARINFO_REFERENCES_MAX)
			return "too many references";
		const char *why =
			set_name(at, len, info->references[info->reference_count++]);
		if (why)
			return why;
		at += len;
	}
	return NULL;
}

static const char *add_signature(struct narinfo *info, const struct field *f)
{
	const char *colon = memchr(f->value, ':', f->len);
	size_t name_len = colon ? (size_t)(colon - f->value) : 0;
	struct narinfo_signature s = { .name = "" };

	if (name_len == 0 || name_len >= sizeof(s.name) ||
	    base64_decode(colon + 1, f->len - name_len - 1, s.bytes, sizeof(s.bytes)) < 0)
		return "not a signature";
	memcpy(s.name, f->value, name_len);
	if (info->signature_count == NARINFO_SIGNATURES_MAX)
		return "too many signatures";
	info->signatures[info->signature_count++] = s;
	return NULL;
}

static const struct {
	const char *name;
	const char *(*set)(struct narinfo *info, const struct field *f);
} keys[KEYS] = {
	[STORE_PATH] = { "StorePath", set_store_path },
	[URL] = { "URL", set_url },
	[COMPRESSION] = { "Compression", check_compression },
	[FILE_HASH] = { "FileHash", set_file_hash },
	[FILE_SIZE] = { "FileSize", set_file_size },
	[NAR_HASH] = { "NarHash", set_nar_hash },
	[NAR_SIZE] = { "NarSize", set_nar_size },
	[REFERENCES] = { "References", set_references },
	[SIG] = { "Sig", add_signature },
};

/* Cut off a line at its colon.  Returns false at the end. */
static bool next_field(struct cursor *c, struct field *name, struct field *value)
{
	if (c->left == 0)
		return false;
	const uint8_t *end = memchr(c->at, '\n', c->left);
	size_t len = end ? (size_t)(end - c->at) : c->left;
	const char *line = (const char *)cursor_take(c, len);

	cursor_take(c, end ? 1 : 0);
	if (!line)
		return false;
	const char *colon = memchr(line, ':', len);
	size_t name_len = colon ? (size_t)(colon - line) : len;
	*name = (struct field){ line, name_len };
	*value = (struct field){ line + len, 0 };
	if (!colon)
		return true;
	*value = (struct field){ colon + 1, len - name_len - 1 };
	if (value->len > 0 && value->value[0] == ' ') {
		value->value++;
		value->len--;
	}
	return true;
}

static bool is_named(const struct field *field, const char *name)
{
	return field->len == strlen(name) && memcmp(field->value, name, field->len) == 0;
}

int narinfo_parse(const void *bytes, size_t len, struct narinfo *ret,
		  struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	bool seen[KEYS] = { false };
	struct field name, value;

	memset(ret, 0, sizeof(*ret));
	if (len > NARINFO_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	for (unsigned int line = 1; next_field(&c, &name, &value); line++) {
		const char *why = NULL;

		for (size_t i = 0; i < KEYS && !why; i++) {
			if (!is_named(&name, keys[i].name))
				continue;
			why = seen[i] && i != SIG ? "the same field twice"
						  : keys[i].set(ret, &value);
			seen[i] = true;
		}
		if (why)
			return parse_fault_refuse(fault, line, why);
	}
	if (!seen[STORE_PATH] || !seen[URL] || !seen[NAR_HASH] || !seen[NAR_SIZE])
		return parse_fault_refuse(fault, 0,
					  "no StorePath, URL, NarHash or NarSize");
	/* Nix' own default when the field is missing is one that is not built in here */
	return seen[COMPRESSION] ? 0 : parse_fault_refuse(fault, 0, "no Compression");
}

bool narinfo_is_valid(const struct narinfo *info)
{
	if (!nix_is_name(info->name, strnlen(info->name, sizeof(info->name))) ||
	    !is_url(info->url, strnlen(info->url, sizeof(info->url))) ||
	    info->nar_size == 0 || info->nar_size > INT64_MAX ||
	    info->file_size > INT64_MAX || info->has_file_hash > 1 ||
	    info->reference_count > NARINFO_REFERENCES_MAX ||
	    info->signature_count > NARINFO_SIGNATURES_MAX)
		return false;
	for (uint32_t i = 0; i < info->reference_count; i++)
		if (!nix_is_name(info->references[i],
				 strnlen(info->references[i], NIX_NAME_MAX)))
			return false;
	for (uint32_t i = 0; i < info->signature_count; i++)
		if (strnlen(info->signatures[i].name, TRUST_NAME_MAX) == TRUST_NAME_MAX)
			return false;
	return true;
}

bool narinfo_refers_to(const struct narinfo *info, const char *name)
{
	if (strcmp(info->name, name) == 0)
		return true;
	for (uint32_t i = 0; i < info->reference_count; i++)
		if (strcmp(info->references[i], name) == 0)
			return true;
	return false;
}

int narinfo_fingerprint(const struct narinfo *info,
			char ret[static NARINFO_FINGERPRINT_MAX])
{
	struct writer w = writer_over(ret, NARINFO_FINGERPRINT_MAX);
	char digest[NIX_BASE32_LEN + 1];

	nix_base32_encode(info->nar_hash, digest);
	writer_printf(&w, "1;" NIX_STORE "%s;sha256:%s;%llu;", info->name, digest,
		      (unsigned long long)info->nar_size);
	for (uint32_t i = 0; i < info->reference_count; i++)
		writer_printf(&w, "%s" NIX_STORE "%s", i > 0 ? "," : "",
			      info->references[i]);
	return writer_ok(&w) ? (int)w.len : -EMSGSIZE;
}

int nix_cache_info_check(const void *bytes, size_t len, struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	struct field name, value;

	for (unsigned int line = 1; next_field(&c, &name, &value); line++) {
		if (!is_named(&name, "StoreDir"))
			continue;
		return is_named(&value, "/nix/store")
			       ? 0
			       : parse_fault_refuse(fault, line,
						    "its store is not /nix/store");
	}
	return parse_fault_refuse(fault, 0, "no StoreDir: it is no Nix binary cache");
}
