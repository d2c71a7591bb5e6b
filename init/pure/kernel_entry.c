/* SPDX-License-Identifier: MIT */
#include "pure/kernel_entry.h"

#include <string.h>

#include "base/cursor.h"

enum {
	MAGIC_LEN = 6,
	MODE_TYPE = 0170000,
	MODE_MAX = 0177777, /* the kernel's umode_t has 16 bits */
	TYPE_FILE = 0100000,
	TYPE_SYMLINK = 0120000,
	TYPE_FOLDER = 0040000,
	TYPE_CHAR = 0020000,
	TYPE_BLOCK = 0060000,
	TYPE_PIPE = 0010000,
	TYPE_SOCKET = 0140000,
	NO_ID = -1,
};

static bool is_known_type(uint32_t type)
{
	return type == TYPE_FILE || type == TYPE_SYMLINK || type == TYPE_FOLDER ||
	       type == TYPE_CHAR || type == TYPE_BLOCK || type == TYPE_PIPE ||
	       type == TYPE_SOCKET;
}

static void find(struct kernel_entry *e, enum kernel_finding finding)
{
	e->findings |= KERNEL_FOUND(finding);
}

static bool stops(const struct kernel_entry *e)
{
	return (e->findings & KERNEL_STOPS) != 0;
}

static void take_header(struct cursor *c, struct kernel_entry *e)
{
	size_t left = c->left;
	const uint8_t *header = cursor_take(c, NEWC_HEADER_LEN);

	if (!header)
		find(e, KERNEL_CUT_HEADER);
	else if (memcmp(header, "070707", MAGIC_LEN) == 0)
		find(e, KERNEL_OLD_CPIO);
	else if (memcmp(header, "070701", MAGIC_LEN) != 0 &&
		 memcmp(header, "070702", MAGIC_LEN) != 0)
		find(e, KERNEL_NO_MAGIC);
	else if (newc_parse_header(header, left, &e->item.header) != 0)
		find(e, KERNEL_BAD_DIGITS);
	if (stops(e))
		return;
	if (e->item.header.mode > MODE_MAX)
		find(e, KERNEL_MODE_BITS);
	e->item.header.mode &= MODE_MAX;
}

/* What the header alone tells; false if the kernel skips the entry unread. */
static bool is_read(struct kernel_entry *e)
{
	const struct newc_header *h = &e->item.header;
	uint32_t type = h->mode & MODE_TYPE;

	if (h->path_len == 0 || h->path_len > NEWC_PATH_MAX)
		find(e, KERNEL_NAME_LENGTH);
	else if (type == TYPE_SYMLINK && h->data_len > NEWC_PATH_MAX)
		find(e, KERNEL_TARGET_LENGTH);
	else if (type != TYPE_SYMLINK && type != TYPE_FILE && h->data_len > 0)
		find(e,
		     is_known_type(type) ? KERNEL_NOT_A_FILE_WITH_DATA : KERNEL_NO_TYPE);
	return e->findings == 0 || e->findings == KERNEL_FOUND(KERNEL_MODE_BITS);
}

/* The name and its padding, which is there even if the name is not. */
static void take_name(struct cursor *c, struct kernel_entry *e, bool is_read)
{
	const struct newc_header *h = &e->item.header;
	size_t padding = newc_padding(NEWC_HEADER_LEN + (size_t)h->path_len, NEWC_ALIGN);
	const uint8_t *name = cursor_take(c, h->path_len);
	bool has_nul = name && h->path_len > 0 && name[h->path_len - 1] == '\0';

	e->item.path = has_nul ? (const char *)name : "";
	if (!cursor_take(c, padding)) {
		find(e, KERNEL_CUT_NAME);
		return;
	}
	if (is_read && !has_nul)
		find(e, KERNEL_NO_NUL);
}

static uint32_t sum_of(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += bytes[i];
	return sum;
}

static void take_target(struct kernel_entry *e)
{
	size_t len = e->data_len;

	if (!e->item.data || len < e->item.header.data_len) {
		find(e, KERNEL_CUT_NAME);
		return;
	}
	e->data_len = strnlen((const char *)e->item.data, len);
	for (size_t i = e->data_len; i < len; i++)
		if (e->item.data[i] != 0)
			e->findings |= KERNEL_FOUND(KERNEL_TARGET_NUL);
	if (e->data_len == 0)
		find(e, KERNEL_TARGET_EMPTY);
	else if (e->data_len >= NEWC_PATH_MAX)
		find(e, KERNEL_TARGET_LENGTH);
}

static void take_data(struct cursor *c, struct kernel_entry *e, bool is_read)
{
	const struct newc_header *h = &e->item.header;
	bool is_whole = h->data_len <= c->left;

	e->data_len = is_whole ? h->data_len : c->left;
	e->item.data = cursor_take(c, e->data_len);
	if (!is_read) {
		if (!is_whole)
			find(e, KERNEL_CUT_NAME);
		return;
	}
	if ((h->mode & MODE_TYPE) == TYPE_SYMLINK) {
		take_target(e);
		return;
	}
	if (!is_whole)
		find(e, KERNEL_CUT_DATA);
	else if ((h->mode & MODE_TYPE) == TYPE_FILE && h->is_summed &&
		 !e->item.is_trailer && sum_of(e->item.data, e->data_len) != h->sum)
		find(e, KERNEL_WRONG_SUM);
}

/* What the kernel makes of an entry that it reads, wherever it comes out. */
static void judge(struct kernel_entry *e)
{
	const struct newc_header *h = &e->item.header;
	uint32_t type = h->mode & MODE_TYPE;

	if (e->item.is_trailer) {
		if (h->mode != 0 || h->data_len != 0)
			find(e, KERNEL_NAMED_TRAILER);
		return;
	}
	if (e->item.path[0] == '\0')
		find(e, KERNEL_NAME_LENGTH);
	if (!is_known_type(type))
		find(e, KERNEL_NO_TYPE);
	if (h->uid == (uint32_t)NO_ID || h->gid == (uint32_t)NO_ID)
		find(e, KERNEL_NO_OWNER);
	if ((type == TYPE_CHAR || type == TYPE_BLOCK) &&
	    (h->rdev_major > NEWC_RDEV_MAJOR_MAX || h->rdev_minor > NEWC_RDEV_MINOR_MAX))
		find(e, KERNEL_DEVICE_NUMBER);
}

static void take_entry(struct kernel_reader *r, struct cursor *c, struct kernel_entry *e)
{
	bool read;
	size_t padding;

	take_header(c, e);
	if (stops(e))
		return;
	read = is_read(e);
	take_name(c, e, read);
	if (stops(e))
		return;
	/* A symlink is one whatever its name. */
	e->item.is_trailer = read && strcmp(e->item.path, NEWC_TRAILER) == 0 &&
			     (e->item.header.mode & MODE_TYPE) != TYPE_SYMLINK;
	take_data(c, e, read);
	if (read)
		judge(e);
	padding = newc_padding(e->item.header.data_len, NEWC_ALIGN);
	if (padding <= c->left)
		cursor_take(c, padding);
	else if (r->is_unpacked && !stops(e))
		find(e, KERNEL_CUT_PADDING);
	else
		cursor_take(c, c->left);
}

int kernel_next(struct kernel_reader *r, struct kernel_entry *ret)
{
	struct kernel_entry e = { 0 };
	struct newc_reader *at = &r->at;
	bool is_aligned;

	while (at->left > 0 && *at->at == 0) {
		at->at++;
		at->left--;
	}
	if (at->left == 0)
		return 0;
	e.item.offset = (size_t)(at->at - at->start);
	is_aligned = newc_padding(e.item.offset, NEWC_ALIGN) == 0;
	if (r->is_behind_entry && !is_aligned) {
		find(&e, KERNEL_BROKEN_PADDING);
		*ret = e;
		return 1;
	}
	if (*at->at != '0' || !is_aligned)
		return 0;
	struct cursor c = cursor_over(at->at, at->left);

	take_entry(r, &c, &e);
	at->at = c.at;
	at->left = c.left;
	r->is_behind_entry = true;
	*ret = e;
	return 1;
}
