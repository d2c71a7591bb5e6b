/* SPDX-License-Identifier: MIT */
#include "pure/parse_msg.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "base/writer.h"

enum {
	MAGIC = 0x746b7031,
	LINES_MAX = 64 * 1024 + 1, /* a file of 64 KiB has no more */
};

/* Integers are in the byte order of the machine: both ends are on it. */
static void put_u32(struct writer *w, uint32_t value)
{
	writer_bytes(w, &value, sizeof(value));
}

static uint32_t get_u32(struct cursor *c)
{
	uint32_t value;

	cursor_copy(c, &value, sizeof(value));
	return value;
}

static struct writer begin(uint8_t *to, enum parse_kind kind, uint32_t count)
{
	struct writer w = writer_over(to, PARSE_ANSWER_MAX);

	put_u32(&w, MAGIC);
	put_u32(&w, kind);
	put_u32(&w, count);
	return w;
}

size_t parse_msg_encode_sums(const struct sums *sums, uint8_t ret[PARSE_ANSWER_MAX])
{
	struct writer w = begin(ret, PARSE_KIND_SUMS, sums->count);

	for (uint32_t i = 0; i < sums->count; i++) {
		writer_bytes(&w, sums->entries[i].name, SUMS_NAME_MAX);
		writer_bytes(&w, sums->entries[i].digest, SUMS_DIGEST_LEN);
	}
	return w.len;
}

size_t parse_msg_encode_kexec_boot(const struct kexec_boot *boot,
				   uint8_t ret[PARSE_ANSWER_MAX])
{
	struct writer w = begin(ret, PARSE_KIND_KEXEC_BOOT, 1);

	writer_bytes(&w, boot->kernel, sizeof(boot->kernel));
	writer_bytes(&w, boot->initrd, sizeof(boot->initrd));
	writer_bytes(&w, boot->cmdline, sizeof(boot->cmdline));
	return w.len;
}

size_t parse_msg_encode_verdict(enum verify_verdict verdict,
				uint8_t ret[PARSE_ANSWER_MAX])
{
	struct writer w = begin(ret, PARSE_KIND_VERDICT, 1);

	put_u32(&w, verdict);
	return w.len;
}

size_t parse_msg_encode_fault(const struct parse_fault *fault,
			      uint8_t ret[PARSE_ANSWER_MAX])
{
	struct writer w = begin(ret, PARSE_KIND_FAULT, 1);

	put_u32(&w, fault->code);
	put_u32(&w, fault->line);
	writer_bytes(&w, fault->text, sizeof(fault->text));
	return w.len;
}

size_t parse_msg_encode_body(enum parse_kind kind, const void *body, size_t len,
			     uint8_t ret[PARSE_ANSWER_MAX])
{
	struct writer w = begin(ret, kind, 1);

	writer_bytes(&w, body, len);
	return w.len;
}

static int decode_fault(struct cursor c, uint32_t count, struct parse_fault *ret)
{
	struct parse_fault fault = { 0 };
	char text[PARSE_FAULT_TEXT_MAX];

	fault.code = get_u32(&c);
	fault.line = get_u32(&c);
	cursor_copy(&c, text, sizeof(text));
	if (!cursor_ok(&c) || c.left > 0 || count != 1 || fault.line > LINES_MAX ||
	    (fault.code != PARSE_FAULT_INPUT && fault.code != PARSE_FAULT_INTERNAL))
		return -EBADMSG;
	text_sanitize(fault.text, sizeof(fault.text), text, sizeof(text));
	*ret = fault;
	return -ENODATA;
}

/* Read the header.  Returns 0 with @c behind it, or what the caller returns. */
static int decode_header(struct cursor *c, enum parse_kind want, uint32_t *ret_count,
			 struct parse_fault *fault)
{
	uint32_t magic = get_u32(c);
	uint32_t kind = get_u32(c);
	uint32_t count = get_u32(c);

	if (!cursor_ok(c) || magic != MAGIC)
		return -EBADMSG;
	if (kind == PARSE_KIND_FAULT)
		return decode_fault(*c, count, fault);
	if (kind != want)
		return -EBADMSG;
	*ret_count = count;
	return 0;
}

int parse_msg_decode_body(enum parse_kind kind, const void *bytes, size_t len, void *ret,
			  size_t ret_len, struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	uint32_t count;
	int rc = decode_header(&c, kind, &count, fault);

	if (rc < 0)
		return rc;
	if (count != 1 || c.left != ret_len)
		return -EBADMSG;
	cursor_copy(&c, ret, ret_len);
	return 0;
}

/* A name of a file in a field of SUMS_NAME_MAX bytes, NUL-terminated within it. */
static bool get_name(struct cursor *c, char ret[SUMS_NAME_MAX])
{
	cursor_copy(c, ret, SUMS_NAME_MAX);
	return sums_is_name(ret, strnlen(ret, SUMS_NAME_MAX));
}

int parse_msg_decode_sums(const void *bytes, size_t len, struct sums *ret,
			  struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	struct sums sums = { 0 };
	uint32_t count;
	int rc = decode_header(&c, PARSE_KIND_SUMS, &count, fault);

	if (rc < 0)
		return rc;
	if (count == 0 || count > SUMS_ENTRIES_MAX)
		return -EBADMSG;
	for (; sums.count < count; sums.count++) {
		struct sums_entry *entry = &sums.entries[sums.count];

		if (!get_name(&c, entry->name) || sums_find(&sums, entry->name))
			return -EBADMSG;
		cursor_copy(&c, entry->digest, SUMS_DIGEST_LEN);
	}
	if (!cursor_ok(&c) || c.left > 0)
		return -EBADMSG;
	*ret = sums;
	return 0;
}

int parse_msg_decode_kexec_boot(const void *bytes, size_t len, struct kexec_boot *ret,
				struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	struct kexec_boot boot;
	uint32_t count;
	int rc = decode_header(&c, PARSE_KIND_KEXEC_BOOT, &count, fault);

	if (rc < 0)
		return rc;
	if (count != 1 || !get_name(&c, boot.kernel) || !get_name(&c, boot.initrd))
		return -EBADMSG;
	cursor_copy(&c, boot.cmdline, sizeof(boot.cmdline));
	if (!cursor_ok(&c) || c.left > 0 ||
	    !text_is_printable(boot.cmdline, sizeof(boot.cmdline)))
		return -EBADMSG;
	*ret = boot;
	return 0;
}

int parse_msg_decode_verdict(const void *bytes, size_t len, enum verify_verdict *ret,
			     struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	uint32_t count;
	int rc = decode_header(&c, PARSE_KIND_VERDICT, &count, fault);

	if (rc < 0)
		return rc;
	uint32_t verdict = get_u32(&c);
	if (!cursor_ok(&c) || c.left > 0 || count != 1 ||
	    (verdict != VERIFY_VALID && verdict != VERIFY_INVALID))
		return -EBADMSG;
	*ret = verdict;
	return 0;
}
