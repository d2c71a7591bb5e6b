/* SPDX-License-Identifier: MIT */
#include "step/proof.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/url_resolve.h"
#include "step/parser.h"
#include "step/signature.h"
#include "step/verifier.h"
#include "sys/log.h"

#define SUMS_NAME "SHA256SUMS"

static int check_signatures(const struct acquire *a, const char *url, const char *name,
			    const uint8_t blake2b[static BLAKE2B_LEN],
			    struct failure *why)
{
	const struct signed_file file = {
		.config = a->config,
		.url = url,
		.name = name,
		.blake2b = blake2b,
		.report_fd = a->report_fd,
	};

	return signature_check(&file, why);
}

int proof_list(const struct acquire *a, const char *url, bool is_pinned,
	       struct listed *ret, struct failure *why)
{
	static struct text text; /* too large for a stack */
	uint8_t blake2b[BLAKE2B_LEN];
	const struct wanted w = {
		.url = url,
		.name = SUMS_NAME,
		.sha256 = is_pinned && a->config->has_sha256 ? a->config->sha256 : NULL,
		.whose = "nixos.sha256=",
	};

	ret->is_list = config_decides(a->config);
	if (!ret->is_list) {
		log_line("verify: neither a pin nor a key: %s is believed",
			 a->config->trust.mode == TRUST_TLS ? "the server, by TLS"
							    : "whoever answers");
		return 0;
	}
	int r = acquire_text(a, &w, &text, why);

	if (r == 0 && trust_needed(&a->config->trust, false) > 0) {
		r = verifier_blake2b(text.bytes, text.len, blake2b);
		if (r < 0)
			return failure_set(why, FAILURE_WORKER_DIED, url, "verify: %s",
					   strerror(-r));
		r = check_signatures(a, url, SUMS_NAME, blake2b, why);
	}
	if (r == 0)
		r = parser_sums(&(struct parser_input){ url, text.bytes, text.len },
				&ret->sums, why);
	return r;
}

int proof_find(const struct listed *l, const char *name, const uint8_t **ret,
	       struct failure *why)
{
	*ret = l->is_list ? sums_find(&l->sums, name) : NULL;
	if (l->is_list && !*ret)
		return failure_set(why, FAILURE_TRUST_PARTIAL, name,
				   SUMS_NAME " does not name it, so nothing says what it "
					     "should be");
	return 0;
}

int proof_name(const char *url, char ret[static SUMS_NAME_MAX], struct failure *why)
{
	const char *problem;
	struct url parsed;

	if (url_parse(url, &parsed, &problem) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, url, "%s", problem);
	struct url_part name = url_basename(&parsed);

	if (!sums_is_name(name.at, name.len))
		return failure_set(why, FAILURE_CONFIG_URL, url, "is no URL of a file");
	memcpy(ret, name.at, name.len);
	ret[name.len] = 0;
	return 0;
}

/* The publisher signed the list of what is there, not each file. */
static int check_by_list(const struct acquire *a, const char *url, const char *name,
			 const struct object_bytes *got, struct failure *why)
{
	static struct listed listed;
	char list_url[URL_MAX];
	struct wanted w = { .url = url, .name = name, .whose = SUMS_NAME };

	if (url_resolve(url, SUMS_NAME, list_url, sizeof(list_url)) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, url, "has no folder");
	int r = proof_list(a, list_url, false, &listed, why);

	if (r == 0)
		r = proof_find(&listed, name, &w.sha256, why);
	return r < 0 ? r : acquire_compare(&w, got->sha256, why);
}

int proof_file(const struct acquire *a, const char *url, const struct object_bytes *got,
	       struct failure *why)
{
	char name[SUMS_NAME_MAX];
	int r = proof_name(url, name, why);
	const struct wanted w = {
		.url = url,
		.name = name,
		.sha256 = a->config->has_sha256 ? a->config->sha256 : NULL,
		.whose = "nixos.sha256=",
	};

	if (r == 0)
		r = acquire_compare(&w, got->sha256, why);
	if (r < 0 || trust_needed(&a->config->trust, false) == 0)
		return r;
	r = check_signatures(a, url, name, got->blake2b, why);
	if (r < 0 && acquire_is_missing(why->code))
		r = check_by_list(a, url, name, got, why);
	return r;
}
