/* SPDX-License-Identifier: MIT */
#include "step/nix_path.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "pure/url_resolve.h"
#include "step/parser.h"
#include "step/verifier.h"
#include "sys/log.h"

enum {
	/* What does not get smaller gets larger when it is compressed, but hardly. */
	INCOMPRESSIBLE_SHARE = 64,
	HEADERS_BYTES = 64 * 1024,
	DIGEST_SIZE = sizeof("sha256:") + NIX_BASE32_LEN,
};

static struct text
	text; /* a loader reads one at a time, and it is too large for a stack */

static int url_of(const struct acquire *a, const char *name, char ret[static URL_MAX],
		  struct failure *why)
{
	return url_join(a->url, name, ret, URL_MAX) < 0
		       ? failure_set(why, FAILURE_CONFIG_URL, a->url,
				     "no URL of a Nix binary cache, or too long")
		       : 0;
}

/* A server that answers, but does not have it: another cache may. */
static int explain_missing(const char *what, const char *of, struct failure *why)
{
	struct failure because = *why;

	if (!acquire_is_missing(because.code))
		return -EIO;
	return failure_set(why, FAILURE_SOURCE_NIX, because.object, "%s%s (%s)", what, of,
			   because.why);
}

static int fetch_text(const struct acquire *a, const char *url, struct failure *why)
{
	return acquire_text(a, &(struct wanted){ .url = url, .name = url }, &text, why);
}

int nix_path_check_cache(const struct acquire *a, struct failure *why)
{
	char url[URL_MAX];
	int r = url_of(a, "nix-cache-info", url, why);

	if (r == 0 && fetch_text(a, url, why) < 0)
		r = explain_missing("there is no Nix binary cache", "", why);
	if (r == 0)
		r = parser_cache_info(&(struct parser_input){ url, text.bytes, text.len },
				      why);
	return r;
}

/* --- what the cache says, and who says that it is true ----------------------------------- */

static void digest_text(const uint8_t digest[static SHA256_BYTES],
			char ret[static DIGEST_SIZE])
{
	memcpy(ret, "sha256:", sizeof("sha256:"));
	nix_base32_encode(digest, ret + sizeof("sha256:") - 1);
}

static int compare(const char *url, const char *what, const uint8_t *got,
		   const uint8_t *want, const char *whose, struct failure *why)
{
	char got_text[DIGEST_SIZE], want_text[DIGEST_SIZE];

	if (memcmp(got, want, SHA256_BYTES) == 0)
		return 0;
	digest_text(got, got_text);
	digest_text(want, want_text);
	return failure_set(why, FAILURE_VERIFY_DIGEST, url, "%s is %s, %s says %s", what,
			   got_text, whose, want_text);
}

/* Returns 1 if there is a pin and it holds, 0 if there is none. */
static int check_pins(const struct config *c, const char *url, const struct narinfo *info,
		      struct failure *why)
{
	const uint8_t *pins[] = {
		nix_wish_pin_of(&c->nix, info->name),
		c->has_sha256 && strcmp(info->name, c->nix.name) == 0 ? c->sha256 : NULL,
	};
	int r = 0;

	for (size_t i = 0; r >= 0 && i < ARRAY_LEN(pins); i++) {
		if (!pins[i])
			continue;
		r = compare(url, "its NarHash", info->nar_hash, pins[i],
			    "nixos.sha256=", why);
		r = r < 0 ? r : 1;
	}
	if (r == 1)
		log_line("verify: %s: its NarHash matches nixos.sha256=", info->name);
	return r;
}

/* Returns 1 if @key has signed, 0 if it has not, -errno if that cannot be known. */
static int has_signed(const struct trust_key *key, const struct narinfo *info,
		      const char *fingerprint, size_t len)
{
	int r = -EKEYREJECTED;

	for (uint32_t i = 0; r == -EKEYREJECTED && i < info->signature_count; i++) {
		const struct narinfo_signature *s = &info->signatures[i];

		if (strcmp(s->name, key->name) != 0)
			continue;
		r = verifier_ed25519(key->point, s->bytes, fingerprint, len);
		if (r == -EKEYREJECTED)
			log_line("verify: %s: the signature of %s is not over this path, "
				 "NarHash, NarSize and References",
				 info->name, key->name);
	}
	return r == 0 ? 1 : r == -EKEYREJECTED ? 0 : r;
}

/* Who has signed it says which key is missing here. */
static int refuse_unsigned(const char *url, const struct narinfo *info, size_t count,
			   size_t needed, struct failure *why)
{
	char names[FAILURE_WHY_MAX];
	struct writer to = writer_over(names, sizeof(names));

	for (uint32_t i = 0; i < info->signature_count; i++)
		writer_printf(&to, "%s%s", i > 0 ? ", " : "", info->signatures[i].name);
	return failure_set(why, FAILURE_VERIFY_SIGNATURE, url,
			   "%zu of the trusted keys have signed it, %zu have to; its "
			   "signatures: %s",
			   count, needed, names[0] ? names : "none");
}

static int check_signatures(const struct config *c, const char *url,
			    const struct narinfo *info, struct failure *why)
{
	static char fingerprint[NARINFO_FINGERPRINT_MAX];
	const struct trust *t = &c->trust;
	size_t count = 0, needed = trust_needed(t, true);
	int len = narinfo_fingerprint(info, fingerprint);

	if (len < 0)
		return failure_set(why, FAILURE_SOURCE_NIX, url, "too many references");
	for (size_t i = 0; i < t->key_count && count < needed; i++) {
		if (!t->keys[i].name[0]) /* minisign's */
			continue;
		int r = has_signed(&t->keys[i], info, fingerprint, (size_t)len);

		if (r < 0)
			return failure_set(why, FAILURE_WORKER_DIED, url, "verify: %s",
					   strerror(-r));
		if (r == 1)
			log_line("verify: %s: signed by %s", info->name, t->keys[i].name);
		count += (size_t)r;
	}
	return count >= needed ? 0 : refuse_unsigned(url, info, count, needed, why);
}

static int prove(const struct acquire *a, const char *url, const struct narinfo *info,
		 struct failure *why)
{
	const struct config *c = a->config;
	int pinned = check_pins(c, url, info, why);

	if (pinned < 0)
		return pinned;
	if (trust_needed(&c->trust, true) > 0)
		return check_signatures(c, url, info, why);
	if (pinned == 1)
		return 0;
	if (config_decides(c))
		return failure_set(why, FAILURE_TRUST_PARTIAL, info->name,
				   "neither a key nor nixos.sha256=" NIX_STORE
				   "...:sha256-... says what this path should be");
	log_line("verify: %s: neither a pin nor a key: %s is believed", info->name,
		 c->trust.mode == TRUST_TLS ? "the server, by TLS" : "whoever answers");
	return 0;
}

int nix_path_info(const struct acquire *a, const char *name, struct narinfo *ret,
		  struct failure *why)
{
	char file[NIX_HASH_PART_LEN + sizeof(".narinfo")], url[URL_MAX];

	(void)snprintf(file, sizeof(file), "%.*s.narinfo", NIX_HASH_PART_LEN, name);
	int r = url_of(a, file, url, why);

	if (r == 0 && fetch_text(a, url, why) < 0)
		r = explain_missing("the cache does not have " NIX_STORE, name, why);
	if (r == 0)
		r = parser_narinfo(&(struct parser_input){ url, text.bytes, text.len },
				   ret, why);
	if (r == 0 && strcmp(ret->name, name) != 0)
		r = failure_set(why, FAILURE_SOURCE_NIX, url,
				"is about '%s', not '%s', which was asked for", ret->name,
				name);
	return r < 0 ? r : prove(a, url, ret, why);
}

/* --- its bytes --------------------------------------------------------------------------- */

static int nar_url(const struct acquire *a, const struct narinfo *info,
		   char ret[static URL_MAX], struct failure *why)
{
	char base[URL_MAX];
	int r = url_of(a, "nix-cache-info", base, why); /* a file at the cache's root */

	if (r == 0 && url_resolve(base, info->url, ret, URL_MAX) < 0)
		r = failure_set(why, FAILURE_SOURCE_NIX, a->url,
				"the narinfo of %s names no URL: '%s'", info->name,
				info->url);
	return r;
}

/* How much may come.  Nobody signed FileSize, so that it can only make it less. */
static uint64_t most_bytes(const struct narinfo *info)
{
	uint64_t most =
		info->nar_size + info->nar_size / INCOMPRESSIBLE_SHARE + HEADERS_BYTES;

	return info->file_size > 0 && info->file_size < most ? info->file_size : most;
}

int nix_path_is_there(const struct acquire *a, const struct narinfo *info,
		      struct failure *why)
{
	char url[URL_MAX];
	int64_t bytes = -1;
	int r = nar_url(a, info, url, why);
	const struct object o = {
		.url = url,
		.name = info->name,
		.config = a->config,
		.max_bytes = most_bytes(info),
		.report_fd = a->report_fd,
	};

	if (r == 0 && object_size(&o, &bytes, why) < 0)
		r = explain_missing("the cache lost the NAR of ", info->name, why);
	if (r == 0 && bytes >= 0 && info->file_size > 0 &&
	    (uint64_t)bytes != info->file_size)
		r = failure_set(why, FAILURE_SOURCE_NIX, url,
				"has %" PRIi64 " bytes, the narinfo says %" PRIu64, bytes,
				info->file_size);
	return r;
}

/* What the transfer knows of archives and images, said about a NAR. */
static int explain_transfer(const struct narinfo *info, struct failure *why)
{
	struct failure because = *why;

	if (because.code == FAILURE_FETCH_TOO_LARGE)
		return failure_set(why, FAILURE_VERIFY_DIGEST, because.object,
				   "it is larger than the narinfo says, unpacked %" PRIu64
				   " bytes (%s)",
				   info->nar_size, because.why);
	if (because.code == FAILURE_SOURCE_ARCHIVE)
		return failure_set(why, FAILURE_SOURCE_NIX, because.object, "%s",
				   because.why);
	return explain_missing("the cache lost the NAR of ", info->name, why);
}

/* FileHash is nobody's word, but tells a damaged file from a wrong one. */
static int check_bytes(const char *url, const struct narinfo *info,
		       const struct object_bytes *got, struct failure *why)
{
	int r = info->has_file_hash ? compare(url, "its sha256", got->sha256,
					      info->file_hash, "FileHash", why)
				    : 0;

	if (r == 0 && got->len != info->nar_size)
		return failure_set(why, FAILURE_VERIFY_DIGEST, url,
				   "unpacked it has %" PRIu64
				   " bytes, NarSize says %" PRIu64,
				   got->len, info->nar_size);
	if (r == 0)
		r = compare(url, "unpacked, its sha256", got->decoded_sha256,
			    info->nar_hash, "NarHash", why);
	if (r == 0)
		log_line("verify: %s: matches NarHash and NarSize", info->name);
	return r;
}

int nix_path_fetch(const struct acquire *a, const struct narinfo *info,
		   struct memory *ret, struct failure *why)
{
	cleanup_memory struct memory m = { .bytes = NULL };
	struct object_bytes got = { .len = 0 };
	char url[URL_MAX];
	int r = nar_url(a, info, url, why);

	if (r == 0 && info->nar_size > ACQUIRE_IMAGE_MAX)
		r = failure_set(why, FAILURE_FETCH_TOO_LARGE, url,
				"NarSize is %" PRIu64 ", at most %llu are taken",
				info->nar_size, (unsigned long long)ACQUIRE_IMAGE_MAX);
	if (r == 0)
		r = acquire_check_ram(a, 0, info->nar_size, info->name, why);
	if (r == 0)
		r = acquire_reserve(&m, info->nar_size, info->name, why);
	const struct object o = {
		.url = url,
		.name = info->name,
		.config = a->config,
		.max_bytes = most_bytes(info),
		.max_decoded_bytes = info->nar_size,
		.to = m.bytes,
		.report_fd = a->report_fd,
	};

	if (r == 0 && object_fetch(&o, &got, why) < 0)
		r = explain_transfer(info, why);
	if (r == 0)
		r = check_bytes(url, info, &got, why);
	if (r < 0)
		return r;
	m.len = got.len;
	*ret = m;
	m.bytes = NULL; /* the caller's now */
	return 0;
}
