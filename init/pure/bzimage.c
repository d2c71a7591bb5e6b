/* SPDX-License-Identifier: MIT */
#include "pure/bzimage.h"

#include <errno.h>

#include "base/cursor.h"

enum {
	MAGIC_HDRS = 0x53726448, /* "HdrS" */
	BOOT_FLAG = 0xAA55,
	PROTOCOL_MIN = 0x020c, /* the first with xloadflags */
	LOADED_HIGH = 1,
	XLF_KERNEL_64 = 1,
	CMDLINE_MIN = 256,
	CMDLINE_MAX = 65536,
};

static struct cursor at(const void *bytes, size_t len, size_t offset)
{
	struct cursor c = cursor_over(bytes, len);

	(void)cursor_take(&c, offset);
	return c;
}

int bzimage_parse(const void *bytes, size_t len, struct bzimage *ret)
{
	struct cursor flag = at(bytes, len, 0x1fe), magic = at(bytes, len, 0x202);
	struct cursor loadflags = at(bytes, len, 0x211);
	struct cursor relocatable = at(bytes, len, 0x234), xload = at(bytes, len, 0x236);
	struct cursor cmdline = at(bytes, len, 0x238), init = at(bytes, len, 0x260);
	struct bzimage got;

	if (len < BZIMAGE_HEADER_BYTES || cursor_le16(&flag) != BOOT_FLAG ||
	    cursor_le32(&magic) != MAGIC_HDRS)
		return -ENOEXEC;
	got.protocol = cursor_le16(&magic);
	got.cmdline_max = cursor_le32(&cmdline);
	got.init_bytes = cursor_le32(&init);
	if (got.protocol < PROTOCOL_MIN || !(cursor_u8(&loadflags) & LOADED_HIGH) ||
	    !cursor_u8(&relocatable) || !(cursor_le16(&xload) & XLF_KERNEL_64) ||
	    got.cmdline_max < CMDLINE_MIN || got.cmdline_max > CMDLINE_MAX)
		return -ENOEXEC;
	*ret = got;
	return 0;
}
