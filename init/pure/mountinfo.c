/* SPDX-License-Identifier: MIT */
#include "pure/mountinfo.h"

#include <string.h>

#include "base/text.h"

/* "36 35 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro": behind the
 * separator type, source, and the superblock's options. */
static bool is_writable_disk(const char *line)
{
	const char *behind = strstr(line, " - ");
	const char *source = behind ? strchr(behind + 3, ' ') : NULL;
	const char *options = source ? strchr(source + 1, ' ') : NULL;

	return options && text_starts_with(source + 1, "/dev/") &&
	       (text_starts_with(options + 1, "rw,") || strcmp(options + 1, "rw") == 0);
}

bool mountinfo_has_writable_disk(const char *text, size_t len)
{
	char line[4096]; /* the kernel writes at most a page */

	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line_len = end ? (size_t)(end - text) : len;

		if (line_len < sizeof(line)) {
			memcpy(line, text, line_len);
			line[line_len] = 0;
			if (is_writable_disk(line))
				return true;
		}
		line_len += end != NULL;
		text += line_len;
		len -= line_len;
	}
	return false;
}
