/* SPDX-License-Identifier: MIT */
/* `takeover boot`: check, load, jump; and how to take a load back. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

struct boot {
	const char *dir;    /* an image on this host, or NULL */
	const char *url;    /* where stage two finds one, or NULL */
	const char *sha256; /* of its SHA256SUMS */
	const char *append; /* words for the target */
	const char *extra;  /* words for stage two */
	const char
		*kernel; /* the takeover kernel and its modules, or NULL: the running */
	const char *modules;
	bool dry_run;
};

/* Each returns 0, or a -errno after it said why. */
must_check int boot_run(const struct boot *boot);
must_check int boot_unload(void);
must_check int boot_status(void);
