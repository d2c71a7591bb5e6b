/* SPDX-License-Identifier: MIT */
#include "initrd-builder/kmod_index.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/buffer.h"

enum {
	HEADER_LEN = 12,
	CHAR_MAX_7BIT = 127,
	KEY_MAX = 4096, /* also bounds the recursion */
};

#define MAGIC   UINT32_C(0xB007F457)
#define VERSION UINT32_C(0x00020001)

/* In the high bits of a node's offset: what the node has. */
#define HAS_PREFIX   UINT32_C(0x80000000)
#define HAS_VALUES   UINT32_C(0x40000000)
#define HAS_CHILDREN UINT32_C(0x20000000)
#define OFFSET_MASK  UINT32_C(0x0FFFFFFF)

/* Sorted entries whose keys have their first @depth bytes in common. */
struct range {
	const struct kmod_index_entry *entries;
	size_t len, depth;
};

int kmod_index_add(struct kmod_index *x, const char *key, const char *value,
		   uint32_t priority)
{
	if (!key || !value)
		return -ENOMEM;
	if (x->len == x->cap) {
		size_t cap = x->cap ? x->cap * 2 : 1024;
		struct kmod_index_entry *entries =
			realloc(x->entries, cap * sizeof(*entries));

		if (!entries)
			return -ENOMEM;
		x->entries = entries;
		x->cap = cap;
	}
	x->entries[x->len++] = (struct kmod_index_entry){ key, value, priority };
	return 0;
}

void kmod_index_free(struct kmod_index *x)
{
	free(x->entries);
	*x = (struct kmod_index){ 0 };
}

static void store_be32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 24);
	to[1] = (uint8_t)(value >> 16);
	to[2] = (uint8_t)(value >> 8);
	to[3] = (uint8_t)value;
}

static int append_be32(struct buffer *to, uint32_t value)
{
	uint8_t bytes[4];

	store_be32(bytes, value);
	return buffer_append(to, bytes, sizeof(bytes));
}

static int by_key(const void *a, const void *b)
{
	const struct kmod_index_entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order == 0 && x->priority != y->priority)
		order = x->priority < y->priority ? -1 : 1;
	return order ? order : strcmp(x->value, y->value);
}

static bool is_7bit(const char *text)
{
	for (; *text; text++)
		if ((uint8_t)*text > CHAR_MAX_7BIT)
			return false;
	return true;
}

static int append_values(struct buffer *to, const struct kmod_index_entry *entries,
			 size_t len)
{
	int r = append_be32(to, (uint32_t)len);

	for (size_t i = 0; i < len && r == 0; i++) {
		r = append_be32(to, entries[i].priority);
		if (r == 0)
			r = buffer_append(to, entries[i].value,
					  strlen(entries[i].value) + 1);
	}
	return r;
}

static int write_node(struct range range, struct buffer *to, uint32_t *ret);

/* One child for each byte that follows; the table in front gets their offsets. */
static int write_children(struct range range, size_t table, uint8_t first,
			  struct buffer *to)
{
	int r = 0;

	while (range.len > 0 && r == 0) {
		struct range child = { range.entries, 0, range.depth + 1 };
		uint8_t c = (uint8_t)range.entries[0].key[range.depth];
		uint32_t offset;

		while (child.len < range.len &&
		       (uint8_t)range.entries[child.len].key[range.depth] == c)
			child.len++;
		r = write_node(child, to, &offset);
		if (r == 0)
			store_be32(to->bytes + table + 4 * (size_t)(c - first), offset);
		range.entries += child.len;
		range.len -= child.len;
	}
	return r;
}

static size_t common_prefix(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] && a[len] == b[len])
		len++;
	return len;
}

/* Append the prefix and the head of a node's table of children. */
static int append_head(struct buffer *to, const char *prefix, size_t prefix_len,
		       const struct range *children, size_t *ret_table)
{
	int r = 0;

	if (prefix_len > 0) {
		r = buffer_append(to, prefix, prefix_len);
		if (r == 0)
			r = buffer_append(to, "", 1);
	}
	if (r == 0 && children->len > 0) {
		uint8_t ends[2] = {
			(uint8_t)children->entries[0].key[children->depth],
			(uint8_t)children->entries[children->len - 1]
				.key[children->depth],
		};

		r = buffer_append(to, ends, sizeof(ends));
		*ret_table = to->len;
		if (r == 0)
			r = buffer_append_zeroes(to, 4 * (size_t)(ends[1] - ends[0] + 1));
	}
	return r;
}

/* Append the node of a range that is not empty, and all below it. */
static int write_node(struct range range, struct buffer *to, uint32_t *ret)
{
	const char *first = range.entries[0].key + range.depth;
	const char *last = range.entries[range.len - 1].key + range.depth;
	size_t prefix_len = common_prefix(first, last), values = 0, table = 0;
	uint32_t offset = (uint32_t)to->len;
	int r;

	range.depth += prefix_len;
	while (values < range.len && !range.entries[values].key[range.depth])
		values++;
	struct range children = { range.entries + values, range.len - values,
				  range.depth };

	if (to->len > OFFSET_MASK)
		return -EINVAL;
	r = append_head(to, first, prefix_len, &children, &table);
	if (r == 0 && values > 0)
		r = append_values(to, range.entries, values);
	if (r == 0 && children.len > 0)
		r = write_children(children, table,
				   (uint8_t)children.entries[0].key[range.depth], to);
	*ret = offset | (prefix_len ? HAS_PREFIX : 0) | (values ? HAS_VALUES : 0) |
	       (children.len ? HAS_CHILDREN : 0);
	return r;
}

int kmod_index_write(struct kmod_index_entry *entries, size_t len, struct buffer *to)
{
	size_t kept = 0;
	struct buffer file = { 0 };
	uint32_t root = HEADER_LEN; /* a node with nothing in it */
	int r;

	for (size_t i = 0; i < len; i++)
		if (!is_7bit(entries[i].key) || !is_7bit(entries[i].value) ||
		    strlen(entries[i].key) > KEY_MAX)
			return -EINVAL;
	if (len > 1)
		qsort(entries, len, sizeof(*entries), by_key);
	for (size_t i = 0; i < len; i++)
		if (kept == 0 || strcmp(entries[kept - 1].key, entries[i].key) != 0 ||
		    strcmp(entries[kept - 1].value, entries[i].value) != 0)
			entries[kept++] = entries[i];
	r = append_be32(&file, MAGIC);
	if (r == 0)
		r = append_be32(&file, VERSION);
	if (r == 0)
		r = append_be32(&file, 0);
	if (r == 0 && kept > 0)
		r = write_node((struct range){ entries, kept, 0 }, &file, &root);
	if (r == 0) {
		store_be32(file.bytes + 8, root);
		r = buffer_append(to, file.bytes, file.len);
	}
	buffer_free(&file);
	return r;
}
