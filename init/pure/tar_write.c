/* SPDX-License-Identifier: MIT */
#include "pure/tar_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	/* eleven octal digits */
	NUMBER_BITS = 33,
	CHECKSUM_AT = 148,
	CHECKSUM_BYTES = 8,
};

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type,
		linked[100], magic[6], version[2], user[32], group[32], major[8],
		minor[8], prefix[155], padding[12];
};
_Static_assert(sizeof(struct header) == TAR_BLOCK_BYTES, "the format's own layout");

static void put(char *field, size_t len, unsigned long long number)
{
	(void)snprintf(field, len, "%0*llo", (int)len - 1, number);
}

int tar_write_header(const struct tar_entry *e, uint8_t ret[static TAR_BLOCK_BYTES])
{
	struct header h;
	size_t name_len = strlen(e->name);
	unsigned int sum = 0;

	if (name_len == 0 || name_len >= TAR_NAME_MAX || e->bytes >> NUMBER_BITS ||
	    e->mtime_s >> NUMBER_BITS)
		return -EINVAL;
	memset(&h, 0, sizeof(h));
	memcpy(h.name, e->name, name_len);
	put(h.mode, sizeof(h.mode), e->mode & 07777);
	put(h.uid, sizeof(h.uid), 0);
	put(h.gid, sizeof(h.gid), 0);
	put(h.size, sizeof(h.size), e->bytes);
	put(h.mtime, sizeof(h.mtime), e->mtime_s);
	h.type = (char)e->type;
	memcpy(h.magic, "ustar", sizeof(h.magic));
	memcpy(h.version, "00", sizeof(h.version));
	memcpy(h.user, "root", 4);
	memcpy(h.group, "root", 4);
	/* summed up as if its own field were blanks */
	memset(h.checksum, ' ', sizeof(h.checksum));
	memcpy(ret, &h, sizeof(h));
	for (size_t i = 0; i < TAR_BLOCK_BYTES; i++)
		sum += ret[i];
	put(h.checksum, CHECKSUM_BYTES - 1, sum);
	memcpy(ret + CHECKSUM_AT, h.checksum, CHECKSUM_BYTES);
	return 0;
}
