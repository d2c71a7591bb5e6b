/* SPDX-License-Identifier: MIT */
/*
 * --direct: this host fetches, proves and loads the target by itself, in one hop, with stage
 * two's own programs.  No kernel or module of the host's goes along.
 */
#pragma once

#include <stdint.h>

#include "base/attr.h"

struct archives;
struct options;

/*
 * Load it.  @from has no kernel.  Returns 0, or -EIO after it said why.
 */
must_check int direct_load(const struct options *o, const struct archives *from);

/* The same until it would be fetched. */
must_check int direct_check(const struct options *o, const struct archives *from);

/* Write the target's kernel, initrd (with the state of @from) and command line to three files,
 * which are empty. */
must_check int direct_write(const struct options *o, const struct archives *from,
			    const int files[static 3]);

/* Say which hop is the better one for a target of @target_bytes, or of nobody knows how many. */
void direct_advise(uint64_t target_bytes);
