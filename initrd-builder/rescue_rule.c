/* SPDX-License-Identifier: MIT */
#include "initrd-builder/rescue_rule.h"

#include <string.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/file.h"
#include "initrd-builder/reason.h"
#include "pure/rescue_auth.h"
#include "pure/rescue_request.h"

enum {
	RULE_MAX = 4096, /* one line */
};

int rescue_rule_check(const char *path, const char *source, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	struct rescue_auth auth;
	const char *what = "";

	if (strcmp(path + (path[0] == '/'), &RESCUE_AUTH[1]) != 0)
		return 0;
	int r = file_read_all(source, RULE_MAX, &text, why);

	if (r == 0)
		r = rescue_auth_parse((const char *)text.bytes, text.len, &auth, &what);
	return what[0] ? reason_set(why, r, "'%s': %s", source, what) : r;
}
