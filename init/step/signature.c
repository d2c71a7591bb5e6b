/* SPDX-License-Identifier: MIT */
#include "step/signature.h"

#include <errno.h>
#include <string.h>

#include "pure/url_resolve.h"
#include "step/ask.h"
#include "step/object.h"
#include "step/parser.h"
#include "step/verifier.h"
#include "sys/log.h"

struct check {
	const struct signed_file *file;
	const char *url; /* of the signatures */
	bool has_signed[TRUST_KEYS_MAX];
	size_t count;
};

/* minisign shows an id as a number. */
static unsigned long long shown_id(const uint8_t id[static MINISIG_ID_LEN])
{
	unsigned long long number = 0;

	for (size_t i = MINISIG_ID_LEN; i-- > 0;)
		number = number << 8 | id[i];
	return number;
}

static const struct trust_key *find_key(const struct trust *t, const uint8_t *id)
{
	for (size_t i = 0; i < t->key_count; i++)
		if (!t->keys[i].name[0] && memcmp(t->keys[i].id, id, MINISIG_ID_LEN) == 0)
			return &t->keys[i];
	return NULL;
}

static int refuse(const struct check *c, const uint8_t *id, const char *what,
		  struct failure *why)
{
	return failure_set(why, FAILURE_VERIFY_SIGNATURE, c->url, "key %016llX: %s",
			   shown_id(id), what);
}

/* One signature of one key.  Returns 0 or -EIO with @why. */
static int check_bytes(const struct check *c, const struct trust_key *key,
		       const uint8_t *signature, const struct ask_part *message,
		       const char *what, struct failure *why)
{
	int r = verifier_ed25519(key->point, signature, message->bytes, message->len);

	if (r == 0)
		return 0;
	if (r == -EKEYREJECTED)
		return refuse(c, key->id, what, why);
	return failure_set(why, FAILURE_WORKER_DIED, c->url, "verify: %s", strerror(-r));
}

/* What the signer says about the file, now that it is known to be the signer. */
static int check_comment(const struct check *c, const struct minisig *blob,
			 struct failure *why)
{
	const struct signed_file *file = c->file;
	uint64_t floor = file->config->trust.not_before;
	struct minisig_says says;

	minisig_comment(blob->comment, &says);
	if (says.file[0] && strcmp(says.file, file->name) != 0)
		return failure_set(why, FAILURE_VERIFY_SIGNATURE, c->url,
				   "it is of a file called '%s', not '%s'", says.file,
				   file->name);
	if (floor > 0 && !says.has_timestamp)
		return failure_set(why, FAILURE_VERIFY_ROLLBACK, c->url,
				   "the signature has no timestamp: in its trusted "
				   "comment, and nixos.not-before= is set");
	if (floor > 0 && says.timestamp < floor)
		return failure_set(why, FAILURE_VERIFY_ROLLBACK, c->url,
				   "signed at %llu, nixos.not-before= is %llu",
				   (unsigned long long)says.timestamp,
				   (unsigned long long)floor);
	return 0;
}

static int check_blob(struct check *c, const struct minisig *blob, struct failure *why)
{
	const struct trust *t = &c->file->config->trust;
	const struct trust_key *key = find_key(t, blob->key_id);
	uint8_t message[ED25519_SIGNATURE_LEN + MINISIG_COMMENT_MAX];
	size_t comment_len = strlen(blob->comment);

	if (!key)
		return refuse(c, blob->key_id, "is not trusted here", why);
	memcpy(message, blob->signature, ED25519_SIGNATURE_LEN);
	memcpy(message + ED25519_SIGNATURE_LEN, blob->comment, comment_len);
	const struct ask_part digest = { c->file->blake2b, BLAKE2B_LEN };
	const struct ask_part comment = { message, ED25519_SIGNATURE_LEN + comment_len };

	if (check_bytes(c, key, blob->signature, &digest, "did not sign these bytes",
			why) < 0 ||
	    check_bytes(c, key, blob->global, &comment,
			"did not sign this trusted comment", why) < 0 ||
	    check_comment(c, blob, why) < 0)
		return -EIO;
	bool *has_signed = &c->has_signed[key - t->keys];

	log_line("verify: %s: signed by key %016llX, %s%s", c->file->name,
		 shown_id(blob->key_id), blob->comment, *has_signed ? " (again)" : "");
	c->count += !*has_signed;
	*has_signed = true;
	return 0;
}

static int check_blobs(struct check *c, const struct minisigs *sigs, size_t needed,
		       struct failure *why)
{
	why->code = FAILURE_NONE;
	for (uint32_t i = 0; i < sigs->count && c->count < needed; i++) {
		struct failure one;

		if (check_blob(c, &sigs->blobs[i], &one) == 0)
			continue;
		log_line("verify: %s: %s", one.object, one.why);
		*why = one;
	}
	if (c->count >= needed)
		return 0;
	/* the only signature there is says best what is wrong with it */
	if (sigs->count == 1 && needed == 1)
		return -EIO;
	return failure_set(
		why, why->code == FAILURE_NONE ? FAILURE_VERIFY_SIGNATURE : why->code,
		c->url, "%zu of the trusted keys have signed it, %zu have to", c->count,
		needed);
}

int signature_check(const struct signed_file *file, struct failure *why)
{
	static uint8_t text[MINISIG_FILE_MAX];
	static struct minisigs sigs;
	char url[URL_MAX];
	struct object_bytes got;
	size_t needed = trust_needed(&file->config->trust, false);

	if (needed == 0)
		return 0;
	if (url_with_suffix(file->url, ".minisig", url, sizeof(url)) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, file->url, "is too long");
	struct object o = {
		.url = url,
		.name = "the signature",
		.config = file->config,
		.max_bytes = sizeof(text),
		.to = text,
		.report_fd = file->report_fd,
	};
	struct check c = { .file = file, .url = url };
	int r = object_fetch(&o, &got, why);

	if (r == 0)
		r = parser_minisig(&(struct parser_input){ url, text, got.len }, &sigs,
				   why);
	if (r == 0)
		r = check_blobs(&c, &sigs, needed, why);
	return r;
}
