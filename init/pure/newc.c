/* SPDX-License-Identifier: MIT */
#include "pure/newc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

enum {
	MAGIC_LEN = 6,
	FIELD_LEN = 8,
};

const char *newc_path_problem(const char *path)
{
	if (path[0] == '\0')
		return "is empty";
	if (path[0] == '/')
		return "begins with a slash";
	if (strlen(path) >= NEWC_PATH_MAX)
		return "is longer than 4095 bytes";
	if (strcmp(path, NEWC_TRAILER) == 0)
		return "is the mark of an archive's end";
	while (true) {
		size_t len = strcspn(path, "/");

		if (len == 0)
			return "has an empty component";
		if (len > NEWC_COMPONENT_MAX)
			return "has a component longer than 255 bytes";
		if (path[0] == '.' && (len == 1 || (len == 2 && path[1] == '.')))
			return "has a component '.' or '..'";
		if (path[len] == '\0')
			return NULL;
		path += len + 1;
	}
}

int newc_write_head(void *out, size_t cap, const struct newc_entry *e)
{
	const unsigned int dev_major = 0, dev_minor = 0, sum = 0;
	size_t path_len = strlen(e->path), head_len = newc_head_len(path_len);
	char header[NEWC_HEADER_LEN + 1];

	if (head_len > cap)
		return -ENOSPC;
	(void)snprintf(header, sizeof(header),
		       "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		       e->ino, e->mode, e->uid, e->gid, e->nlink, e->mtime_s, e->data_len,
		       dev_major, dev_minor, e->rdev_major, e->rdev_minor,
		       (unsigned int)path_len + 1, sum);
	memset(out, 0, head_len);
	memcpy(out, header, NEWC_HEADER_LEN);
	memcpy((char *)out + NEWC_HEADER_LEN, e->path, path_len);
	return 0;
}

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

static void put_zeroes(struct newc_builder *b, size_t len)
{
	if (len > 0 && b->len <= b->cap && len <= b->cap - b->len)
		memset(b->bytes + b->len, 0, len);
	b->len += len;
}

static void put_head(struct newc_builder *b, const struct newc_entry *e)
{
	size_t room = b->len < b->cap ? b->cap - b->len : 0;

	/* What does not fit is only counted; newc_finish() reports it. */
	(void)!newc_write_head(room ? b->bytes + b->len : NULL, room, e);
	b->len += newc_head_len(strlen(e->path));
}

void newc_add(struct newc_builder *b, const char *path, uint32_t mode, const void *data,
	      size_t data_len)
{
	struct newc_entry e = {
		.path = path,
		.ino = b->last_ino + 1,
		.mode = mode,
		.nlink = 1,
		.mtime_s = b->mtime_s,
		.data_len = (uint32_t)data_len,
	};

	if (!b->error && newc_path_problem(path))
		b->error = -EINVAL;
	if (!b->error && data_len > UINT32_MAX)
		b->error = -EFBIG;
	if (b->error)
		return;
	b->last_ino++;
	put_head(b, &e);
	if (data_len > 0) {
		if (b->len <= b->cap && data_len <= b->cap - b->len)
			memcpy(b->bytes + b->len, data, data_len);
		b->len += data_len;
	}
	put_zeroes(b, newc_padding(b->len, NEWC_ALIGN));
}

int newc_finish(struct newc_builder *b)
{
	const struct newc_entry trailer = { .path = NEWC_TRAILER, .nlink = 1 };

	if (b->error)
		return b->error;
	put_head(b, &trailer);
	put_zeroes(b, newc_padding(b->len, NEWC_SEGMENT_ALIGN));
	return b->len <= b->cap ? 0 : -ENOSPC;
}
