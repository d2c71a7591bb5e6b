/* SPDX-License-Identifier: MIT */
/* Places in the Nix store, and where its symbolic links lead. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "pure/members.h"
#include "pure/nix_text.h"
#include "pure/parse_fault.h"

struct store_place {
	char name[NIX_NAME_MAX];    /* of a store path */
	char path[MEMBER_PATH_MAX]; /* in it, "a/b"; "": the store path itself */
};

/* "NAME", or "NAME/a/b".  Returns 0, or -EBADMSG and fills @fault. */
must_check int store_place_parse(const char *text, size_t len, struct store_place *ret,
				 struct parse_fault *fault);

/* The place that the link at @at means.  @text: what the link says, and behind it what is
 * wanted there.  It must not lead out of the store.  The same return. */
must_check int store_place_follow(const struct store_place *at, const char *text,
				  size_t len, struct store_place *ret,
				  struct parse_fault *fault);

bool store_place_is_valid(const struct store_place *place);
