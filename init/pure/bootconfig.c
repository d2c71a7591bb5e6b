/* SPDX-License-Identifier: MIT */
#include "pure/bootconfig.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"

#define MAGIC "#BOOTCONFIG\n"

enum {
	MAGIC_LEN = sizeof(MAGIC) - 1,
	FOOTER_LEN = 4 + 4 + MAGIC_LEN, /* length, checksum */
	BEHIND_MAX = 3,                 /* GRUB brings an initrd to a multiple of 4 */
};

static bool find_footer(const uint8_t *image, size_t len, size_t *ret)
{
	for (size_t behind = 0; behind <= BEHIND_MAX; behind++) {
		if (len < FOOTER_LEN + behind)
			return false;
		if (memcmp(image + len - behind - MAGIC_LEN, MAGIC, MAGIC_LEN) == 0) {
			*ret = len - behind - FOOTER_LEN;
			return true;
		}
	}
	return false;
}

int bootconfig_find(const void *image, size_t len, size_t *ret_start)
{
	const uint8_t *bytes = image;
	size_t footer;
	uint32_t sum = 0;

	if (!find_footer(bytes, len, &footer))
		return 0;
	struct cursor c = cursor_over(bytes + footer, FOOTER_LEN);
	uint32_t text_len = cursor_le32(&c), wanted = cursor_le32(&c);

	if (text_len > footer)
		return -EBADMSG;
	for (size_t i = footer - text_len; i < footer; i++)
		sum += bytes[i];
	if (sum != wanted)
		return -EBADMSG;
	*ret_start = footer - text_len;
	return 1;
}
