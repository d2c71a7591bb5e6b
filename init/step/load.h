/* SPDX-License-Identifier: MIT */
/* From a verdict to a loaded kernel. */
#pragma once

#include "base/attr.h"
#include "pure/config.h"
#include "pure/failure.h"
#include "pure/load_way.h"
#include "step/verdict.h"

/* Does this system forbid kexec to everybody?  Returns 0, or -EIO with @why. */
must_check int load_check_permitted(struct failure *why);

/* The ways that this system leaves open.  @forced, @deaths: as in load_ways_plan(). */
struct load_ways load_ways_here(int forced, unsigned int deaths);

/*
 * Build the target's command line, and load kernel, initrd and the host's state by the first
 * of @ways that works.  Takes nothing but a verdict that holds; its memory is given away.
 * Returns 0, or with @why -EIO, or -ESTALE: another way may still work, but it needs the
 * image anew.
 */
must_check int load_verdict(struct verdict *v, const struct config *config,
			    const struct load_ways *ways, int report_fd,
			    struct failure *why);

/* Descriptors of files that are empty. */
struct load_files {
	int kernel_fd, initrd_fd, cmdline_fd;
};

/*
 * The same, but nothing is loaded: a boot loader will find kernel, initrd and command line
 * in files.  The host's state goes behind the initrd if it was handed over.
 */
must_check int load_write(struct verdict *v, const struct config *config,
			  const struct load_files *to, struct failure *why);
