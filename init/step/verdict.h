/* SPDX-License-Identifier: MIT */
/*
 * The one key to a load: kernel, initrd and command line whose bytes were all checked
 * against one root of trust.  Only step/source.c makes one; load_verdict() takes nothing
 * else.
 */
#pragma once

#include <stdbool.h>

#include "base/attr.h"
#include "pure/kexec_boot.h"
#include "sys/memory.h"

enum verdict_is {
	/* neither 0 nor 1 nor anything that a forgotten initialisation leaves behind */
	VERDICT_HOLDS = 0x7a6e05ed,
};

struct verdict {
	enum verdict_is is;
	struct memory kernel, initrd;         /* sealed, owned */
	char cmdline[KEXEC_BOOT_CMDLINE_MAX]; /* as the publisher wrote it */
	bool restores;                        /* the target takes the host's state over */
};

static inline void verdict_release(struct verdict *v)
{
	memory_release(&v->kernel);
	memory_release(&v->initrd);
}
#define cleanup_verdict cleanup_with(verdict_release)
