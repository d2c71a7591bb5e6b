/* SPDX-License-Identifier: MIT */
#include "pure/newc_read.h"

#include <errno.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

enum {
	MAGIC_LEN = 6,
	FIELD_LEN = 8,
};

/* Exactly eight hexadecimal digits: Linux 6.12 and older let "0x" and blanks pass. */
static uint32_t take_field(struct cursor *c)
{
	const uint8_t *digits = cursor_take(c, FIELD_LEN);
	uint32_t value = 0;

	for (size_t i = 0; digits && i < FIELD_LEN; i++) {
		int digit = text_hex_digit((char)digits[i]);

		if (digit < 0) {
			c->bad = true;
			return 0;
		}
		value = value << 4 | (uint32_t)digit;
	}
	return value;
}

int newc_parse_header(const void *bytes, size_t len, struct newc_header *ret)
{
	struct cursor c = cursor_over(bytes, len);
	const uint8_t *magic = cursor_take(&c, MAGIC_LEN);
	struct newc_header h = { 0 };
	uint32_t *const fields[] = {
		&h.ino,        &h.mode,     &h.uid,       &h.gid,       &h.nlink,
		&h.mtime_s,    &h.data_len, &h.dev_major, &h.dev_minor, &h.rdev_major,
		&h.rdev_minor, &h.path_len, &h.sum,
	};

	if (!magic)
		return -EBADMSG;
	h.is_summed = memcmp(magic, "070702", MAGIC_LEN) == 0;
	if (!h.is_summed && memcmp(magic, "070701", MAGIC_LEN) != 0)
		return -EBADMSG;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		*fields[i] = take_field(&c);
	if (!cursor_ok(&c))
		return -EBADMSG;
	*ret = h;
	return 0;
}

/* Skip what brings the reader to a multiple of four; there may be less at the end. */
static void skip_padding(struct newc_reader *r, struct cursor *c)
{
	size_t len = newc_padding((size_t)(c->at - r->start), NEWC_ALIGN);

	cursor_take(c, len < c->left ? len : c->left);
}

int newc_next(struct newc_reader *r, struct newc_item *ret)
{
	struct newc_item item;

	while (r->left > 0 && *r->at == 0) {
		r->at++;
		r->left--;
	}
	if (r->left == 0 || *r->at != '0')
		return 0;
	struct cursor c = cursor_over(r->at, r->left);
	const uint8_t *header = cursor_take(&c, NEWC_HEADER_LEN);

	/* "Broken padding": the kernel takes a header only at a multiple of four. */
	if (!header || newc_padding((size_t)(r->at - r->start), NEWC_ALIGN) != 0 ||
	    newc_parse_header(header, NEWC_HEADER_LEN, &item.header) != 0)
		return -EBADMSG;
	const uint8_t *path = cursor_take(&c, item.header.path_len);

	if (!path || item.header.path_len == 0 || path[item.header.path_len - 1] != 0)
		return -EBADMSG;
	item.offset = (size_t)(r->at - r->start);
	item.path = (const char *)path;
	item.is_trailer = strcmp(item.path, NEWC_TRAILER) == 0;
	skip_padding(r, &c);
	item.data = cursor_take(&c, item.header.data_len);
	if (!cursor_ok(&c))
		return -EBADMSG;
	skip_padding(r, &c);
	r->at = c.at;
	r->left = c.left;
	*ret = item;
	return 1;
}
