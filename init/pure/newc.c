/* SPDX-License-Identifier: MIT */
#include "pure/newc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
	size_t path_len = strlen(e->path);
	size_t head_len = newc_head_len(path_len + e->path_padding);
	char header[NEWC_HEADER_LEN + 1];

	if (head_len > cap)
		return -ENOSPC;
	(void)snprintf(header, sizeof(header),
		       "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		       e->ino, e->mode, e->uid, e->gid, e->nlink, e->mtime_s, e->data_len,
		       dev_major, dev_minor, e->rdev_major, e->rdev_minor,
		       (unsigned int)path_len + 1 + e->path_padding, sum);
	memset(out, 0, head_len);
	memcpy(out, header, NEWC_HEADER_LEN);
	memcpy((char *)out + NEWC_HEADER_LEN, e->path, path_len);
	return 0;
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
	if (room > 0)
		(void)!newc_write_head(b->bytes + b->len, room, e);
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
