/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "pure/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct bytes {
	const uint8_t *at;
	size_t left;
};

static int read_bytes(void *context, void *to, size_t len)
{
	struct bytes *b = context;

	if (len > b->left)
		return -ENODATA;
	memcpy(to, b->at, len);
	b->at += len;
	b->left -= len;
	return 0;
}

/* Every member that is listed is in the archive. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct members members;
	struct bytes b = { data, len };
	struct stream s = { .read = read_bytes, .context = &b };
	struct parse_fault fault;

	if (tar_list(&s, &members, &fault) < 0)
		return 0;
	for (uint32_t i = 0; i < members.count; i++)
		if (!member_is_within(&members.list[i], len))
			__builtin_trap();
	return 0;
}
