/* SPDX-License-Identifier: MIT */
/* Offsets: Microsoft's "PE Format"; all numbers are little-endian. */
#include "pure/pe_section.h"

#include <errno.h>
#include <string.h>

#include "base/cursor.h"

enum {
	DOS_MAGIC = 0x5a4d,    /* "MZ" */
	PE_MAGIC = 0x00004550, /* "PE\0\0" */
	PE_AT = 0x3c,          /* where the file says where its PE header is */
	NAME_BYTES = 8,        /* padded with NULs */
};

/* What lies between the fields that are read. */
enum {
	TIME_AND_SYMBOLS_BYTES = 12,
	CHARACTERISTICS_BYTES = 2,
	RELOCATIONS_TO_END_BYTES = 16,
};

static bool is_named(const uint8_t *raw, const char *name)
{
	size_t len = strlen(name);

	return len <= NAME_BYTES && memcmp(raw, name, len) == 0 &&
	       (len == NAME_BYTES || raw[len] == 0);
}

/* A section's bytes in the file are padded, those in memory may go on with zeroes: the
 * contents are as much as there is of both. */
static uint32_t contents(uint32_t in_memory, uint32_t in_file)
{
	return in_memory > 0 && in_memory < in_file ? in_memory : in_file;
}

int pe_section_find(const void *head, size_t len, const char *name,
		    struct pe_section *ret)
{
	struct cursor c = cursor_over(head, len), at = c;

	if (cursor_le16(&c) != DOS_MAGIC || !cursor_take(&at, PE_AT))
		return -ENOEXEC;
	c = cursor_over(head, len);
	(void)cursor_take(&c, cursor_le32(&at));
	if (cursor_le32(&c) != PE_MAGIC)
		return -ENOEXEC;
	(void)cursor_le16(&c); /* the machine: whoever opens the section will see */
	size_t sections = cursor_le16(&c);

	(void)cursor_take(&c, TIME_AND_SYMBOLS_BYTES);
	size_t optional_bytes = cursor_le16(&c);

	(void)cursor_take(&c, CHARACTERISTICS_BYTES);
	(void)cursor_take(&c, optional_bytes);
	for (; sections > 0; sections--) {
		const uint8_t *raw = cursor_take(&c, NAME_BYTES);
		uint32_t in_memory = cursor_le32(&c);

		(void)cursor_le32(&c); /* its address there */
		uint32_t in_file = cursor_le32(&c), offset = cursor_le32(&c);

		(void)cursor_take(&c, RELOCATIONS_TO_END_BYTES);
		if (!cursor_ok(&c))
			return -ENOEXEC;
		if (!is_named(raw, name) || in_file == 0)
			continue;
		*ret = (struct pe_section){ offset, contents(in_memory, in_file) };
		return 0;
	}
	return cursor_ok(&c) ? -ENOENT : -ENOEXEC;
}
