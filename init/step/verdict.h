/* SPDX-License-Identifier: MIT */
/*
 * The one key to a load: kernel, initrd and command line whose bytes were all checked
 * against one trusted list.  Only step/source_tree.c makes one; load_verdict() takes
 * nothing else.
 */
#pragma once

#include <stdint.h>

#include "base/attr.h"
#include "pure/kexec_boot.h"
#include "sys/fd.h"

enum verdict_is {
	/* neither 0 nor 1 nor anything that a forgotten initialisation leaves behind */
	VERDICT_HOLDS = 0x7a6e05ed,
};

struct verdict {
	enum verdict_is is;
	int kernel_fd; /* sealed files in memory, owned */
	int initrd_fd; /* not sealed yet: the host's state is put behind the image */
	uint64_t kernel_bytes, initrd_bytes;
	char cmdline[KEXEC_BOOT_CMDLINE_MAX]; /* as the publisher wrote it */
};

static inline void verdict_close(const struct verdict *v)
{
	close_fdp(&v->kernel_fd);
	close_fdp(&v->initrd_fd);
}
#define cleanup_verdict cleanup_with(verdict_close)
