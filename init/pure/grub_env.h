/* SPDX-License-Identifier: MIT */
/*
 * GRUB's environment block (grub-editenv(1)): a comment line, NAME=VALUE lines, and '#' up to
 * its fixed size.  GRUB writes it in place, so it never changes its length.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum {
	GRUB_ENV_BYTES = 1024,
};

/* An empty block. */
void grub_env_init(char env[static GRUB_ENV_BYTES]);

/* Set @name to @value, which has no backslash or line end; NULL removes it.  Returns 0,
 * -EBADMSG if @env is no such block, or -ENOSPC; then @env is as it was. */
must_check int grub_env_set(char env[static GRUB_ENV_BYTES], const char *name,
			    const char *value);

/* Is @name set to exactly @value? */
bool grub_env_is(const char env[static GRUB_ENV_BYTES], const char *name,
		 const char *value);
