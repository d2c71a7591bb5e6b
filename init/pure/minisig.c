/* SPDX-License-Identifier: MIT */
#include "pure/minisig.h"

#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "pure/base64.h"

enum {
	ALGORITHM_LEN = 2,
	BLOB_LEN = ALGORITHM_LEN + MINISIG_ID_LEN + ED25519_SIGNATURE_LEN,
};

#define UNTRUSTED "untrusted comment: "
#define TRUSTED   "trusted comment: "

struct line {
	const char *text;
	size_t len;
};

/* Returns false at the end. */
static bool next_line(struct cursor *c, unsigned int *number, struct line *ret)
{
	if (c->left == 0)
		return false;
	const uint8_t *end = memchr(c->at, '\n', c->left);
	size_t len = end ? (size_t)(end - c->at) : c->left;

	ret->text = (const char *)cursor_take(c, len);
	cursor_take(c, end ? 1 : 0);
	if (!ret->text)
		return false;
	if (len > 0 && ret->text[len - 1] == '\r')
		len--;
	ret->len = len;
	(*number)++;
	return true;
}

static bool begins(const struct line *line, const char *prefix)
{
	size_t len = strlen(prefix);

	return line->len >= len && memcmp(line->text, prefix, len) == 0;
}

bool minisig_is_comment(const char *text, size_t len)
{
	if (len >= MINISIG_COMMENT_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\t' && (text[i] < ' ' || text[i] > '~'))
			return false;
	return true;
}

static const char *set_signature(const struct line *line, struct minisig *ret)
{
	uint8_t blob[BLOB_LEN];

	if (base64_decode(line->text, line->len, blob, sizeof(blob)) < 0)
		return "not the base64 of a signature of minisign";
	if (memcmp(blob, "Ed", ALGORITHM_LEN) == 0)
		return "a legacy signature: sign without minisign -l";
	if (memcmp(blob, "ED", ALGORITHM_LEN) != 0)
		return "a signature of an unknown kind";
	memcpy(ret->key_id, blob + ALGORITHM_LEN, MINISIG_ID_LEN);
	memcpy(ret->signature, blob + ALGORITHM_LEN + MINISIG_ID_LEN,
	       ED25519_SIGNATURE_LEN);
	return NULL;
}

static const char *set_comment(struct line *line, struct minisig *ret)
{
	if (!begins(line, TRUSTED))
		return "not '" TRUSTED "'";
	line->text += strlen(TRUSTED);
	line->len -= strlen(TRUSTED);
	if (!minisig_is_comment(line->text, line->len))
		return "a trusted comment that is too long or not printable";
	memcpy(ret->comment, line->text, line->len);
	memset(ret->comment + line->len, 0, sizeof(ret->comment) - line->len);
	return NULL;
}

/* The three lines behind the first.  Returns NULL, or why they are refused. */
static const char *parse_blob(struct cursor *c, unsigned int *number, struct minisig *ret)
{
	struct line line;
	const char *why;

	if (!next_line(c, number, &line))
		return "ends before the signature";
	why = set_signature(&line, ret);
	if (why)
		return why;
	if (!next_line(c, number, &line))
		return "ends before the trusted comment";
	why = set_comment(&line, ret);
	if (why)
		return why;
	if (!next_line(c, number, &line))
		return "ends before the signature of the trusted comment";
	if (base64_decode(line.text, line.len, ret->global, sizeof(ret->global)) < 0)
		return "not the base64 of a signature of the trusted comment";
	return NULL;
}

int minisig_parse(const void *bytes, size_t len, struct minisigs *ret,
		  struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	unsigned int number = 0;
	struct line line;

	ret->count = 0;
	if (len > MINISIG_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	while (next_line(&c, &number, &line)) {
		if (line.len == 0)
			continue;
		if (!begins(&line, UNTRUSTED) || line.len >= MINISIG_UNTRUSTED_MAX)
			return parse_fault_refuse(fault, number, "not '" UNTRUSTED "'");
		if (ret->count == MINISIG_BLOBS_MAX)
			return parse_fault_refuse(fault, number, "too many signatures");
		const char *why = parse_blob(&c, &number, &ret->blobs[ret->count]);
		if (why)
			return parse_fault_refuse(fault, number, why);
		ret->count++;
	}
	return ret->count > 0 ? 0 : parse_fault_refuse(fault, 0, "has no signature");
}

void minisig_comment(const char *comment, struct minisig_says *ret)
{
	*ret = (struct minisig_says){ .has_timestamp = false };
	while (*comment) {
		size_t len = strcspn(comment, "\t");
		const char *colon = memchr(comment, ':', len);
		size_t name_len = colon ? (size_t)(colon - comment) : 0;
		size_t value_len = colon ? len - name_len - 1 : 0;

		if (name_len == 9 && memcmp(comment, "timestamp", 9) == 0)
			ret->has_timestamp = text_to_u64(colon + 1, value_len, INT64_MAX,
							 &ret->timestamp) == 0;
		if (name_len == 4 && memcmp(comment, "file", 4) == 0 &&
		    value_len < sizeof(ret->file)) {
			memcpy(ret->file, colon + 1, value_len);
			ret->file[value_len] = 0;
		}
		comment += len + (comment[len] != 0);
	}
}
