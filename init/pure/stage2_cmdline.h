/* SPDX-License-Identifier: MIT */
/*
 * What the takeover kernel is told: of the host's own words those that this hardware needs,
 * what makes every crash a reboot back into the host, and what stage two shall fetch.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum {
	STAGE2_CMDLINE_MAX = 2048, /* COMMAND_LINE_SIZE of x86, with its NUL */
};

struct stage2_wish {
	const char *host;   /* the host's own command line */
	const char *url;    /* nixos.url= */
	const char *path;   /* nixos.path=, or NULL */
	const char *sha256; /* nixos.sha256=, or NULL */
	const char *key;    /* nixos.key=, or NULL */
	const char *append; /* words for the target, or NULL */
	const char
		*extra; /* words for stage two itself, or NULL; they come last and win */
	const char *
		entered; /* nixos.entered=: what a reboot brings back; NULL: nobody knows */
};

/*
 * Write the line to @ret.  @max_bytes: the longest that the kernel takes, without NUL.
 * Returns 0; -EINVAL and the reason in @ret_why if a word cannot be said on a kernel's
 * command line (there is no escape for a double quote); -E2BIG if the line is too long.
 */
must_check int stage2_cmdline_build(const struct stage2_wish *wish, size_t max_bytes,
				    char ret[static STAGE2_CMDLINE_MAX],
				    const char **ret_why);

/* The line as it may be shown: without the secrets of its URLs, as url_redact() hides them.
 * What does not fit is left out. */
void stage2_cmdline_redact(const char *line, char *ret, size_t cap);
