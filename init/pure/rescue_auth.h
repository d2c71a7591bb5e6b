/* SPDX-License-Identifier: MIT */
/* The one line of /etc/takeover/rescue-auth: who may use the rescue's consoles.  Read by the
 * rescue, and by whoever builds an initrd, so that nobody is locked out by a slip. */
#pragma once

#include "base/attr.h"
#include "base/span.h"

enum rescue_auth_kind {
	RESCUE_AUTH_NONE, /* everybody */
	RESCUE_AUTH_PASSWORD,
	RESCUE_AUTH_SSH_ONLY,
	RESCUE_AUTH_OFF, /* nobody at all */
};

struct rescue_auth {
	enum rescue_auth_kind kind;
	struct span hash; /* borrowed from the text; sha512crypt, whole */
};

/* Returns 0, or -EINVAL with the reason in @why, a literal. */
must_check int rescue_auth_parse(const char *text, size_t len, struct rescue_auth *ret,
				 const char **why);
