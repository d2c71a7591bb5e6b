/* SPDX-License-Identifier: MIT */
/* Offsets: Documentation/arch/x86/boot.rst. */
#include "pure/host_kernel.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/cursor.h"

enum {
	SECTOR_BYTES = 512,
	SETUP_SECTS_AT = 0x1f1, /* 0 means SETUP_SECTS_DEFAULT */
	SETUP_SECTS_DEFAULT = 4,
	VERSION_AT = 0x20e, /* less VERSION_BASE; 0: no version */
	VERSION_BASE = 0x200,
};

static struct cursor cursor_at(const void *bytes, size_t len, size_t at)
{
	struct cursor c = cursor_over(bytes, len);

	(void)cursor_take(&c, at);
	return c;
}

/* "6.1.0-56-cloud-amd64 (builder@host) #1 SMP …": the first word is the release. */
int host_kernel_release(const void *head, size_t len,
			char ret[static HOST_KERNEL_RELEASE_MAX])
{
	struct cursor sects = cursor_at(head, len, SETUP_SECTS_AT);
	struct cursor offset = cursor_at(head, len, VERSION_AT);
	size_t sectors = cursor_u8(&sects), at = cursor_le16(&offset), n;
	char release[HOST_KERNEL_RELEASE_MAX];

	/* Behind the setup sectors lies compressed code, where no text is meant. */
	size_t setup_len = ((sectors ? sectors : SETUP_SECTS_DEFAULT) + 1) * SECTOR_BYTES;
	struct cursor text =
		cursor_at(head, len < setup_len ? len : setup_len, at + VERSION_BASE);

	if (at == 0)
		return -EBADMSG;
	for (n = 0; n < HOST_KERNEL_RELEASE_MAX; n++) {
		uint8_t byte = cursor_u8(&text);

		if (!cursor_ok(&text) || (byte != 0 && (byte < ' ' || byte > '~')))
			return -EBADMSG;
		if (byte == 0 || byte == ' ')
			break;
		release[n] = (char)byte;
	}
	if (n == 0 || n == HOST_KERNEL_RELEASE_MAX)
		return -EBADMSG;
	release[n] = 0;
	memcpy(ret, release, n + 1);
	return 0;
}

bool host_kernel_config_has(const char *config, size_t len, const char *option)
{
	size_t option_len = strlen(option);

	while (len > 0) {
		const char *end = memchr(config, '\n', len);
		size_t line_len = end ? (size_t)(end - config) : len;

		if (line_len == option_len + 2 &&
		    memcmp(config, option, option_len) == 0 &&
		    memcmp(config + option_len, "=y", 2) == 0)
			return true;
		line_len += end != NULL;
		config += line_len;
		len -= line_len;
	}
	return false;
}
