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
	XLF_CAN_BE_LOADED_ABOVE_4G = 2,
	SECTOR = 512,
	SETUP_SECTORS_DEFAULT = 4, /* what 0 stands for */
	HEADER_KNOWN = 0x264,      /* the end of init_size, the last field that is read */
	ALIGN_MIN = 4096,
	CMDLINE_MIN = 256,
	CMDLINE_MAX = 65536,
};

static struct cursor at(const void *bytes, size_t len, size_t offset)
{
	struct cursor c = cursor_over(bytes, len);

	(void)cursor_take(&c, offset);
	return c;
}

static bool is_usable(const struct bzimage *b)
{
	return b->protocol >= PROTOCOL_MIN && b->cmdline_max >= CMDLINE_MIN &&
	       b->cmdline_max <= CMDLINE_MAX && b->align >= ALIGN_MIN &&
	       (b->align & (b->align - 1)) == 0 && b->header_end >= HEADER_KNOWN &&
	       b->header_end <= BZIMAGE_HEADER_BYTES;
}

int bzimage_parse(const void *bytes, size_t len, struct bzimage *ret)
{
	struct cursor sectors = at(bytes, len, 0x1f1), jump = at(bytes, len, 0x201);
	struct cursor flag = at(bytes, len, 0x1fe), magic = at(bytes, len, 0x202);
	struct cursor loadflags = at(bytes, len, 0x211);
	struct cursor relocatable = at(bytes, len, 0x234), xload = at(bytes, len, 0x236);
	struct cursor cmdline = at(bytes, len, 0x238), init = at(bytes, len, 0x260);
	struct cursor align = at(bytes, len, 0x230), preferred = at(bytes, len, 0x258);
	struct bzimage got;

	if (len < BZIMAGE_HEADER_BYTES || cursor_le16(&flag) != BOOT_FLAG ||
	    cursor_le32(&magic) != MAGIC_HDRS)
		return -ENOEXEC;
	uint32_t setup_sectors = cursor_u8(&sectors);
	uint32_t xloadflags = cursor_le16(&xload);

	if (setup_sectors == 0)
		setup_sectors = SETUP_SECTORS_DEFAULT;
	got = (struct bzimage){
		.protocol = cursor_le16(&magic),
		.cmdline_max = cursor_le32(&cmdline),
		.init_bytes = cursor_le32(&init),
		.payload_at = (setup_sectors + 1) * SECTOR,
		.header_end = 0x202U + cursor_u8(&jump),
		.align = cursor_le32(&align),
		.preferred = cursor_le64(&preferred),
		.above_4gib = (xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G) != 0,
	};
	if (!is_usable(&got) || !(cursor_u8(&loadflags) & LOADED_HIGH) ||
	    !cursor_u8(&relocatable) || !(xloadflags & XLF_KERNEL_64))
		return -ENOEXEC;
	*ret = got;
	return 0;
}
