/* SPDX-License-Identifier: MIT */
/* The ways to load the target, and when to go on to the next one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum load_way {
	LOAD_STORE,  /* kexec_load, fed: the image is in memory once */
	LOAD_BUFFER, /* kexec_load from a buffer: twice */
	LOAD_FILE,   /* kexec_file_load: three times */
	LOAD_WAYS
};

struct load_ways {
	enum load_way ways[LOAD_WAYS];
	size_t count;
};

/* "store", "kexec_load", "kexec_file_load".  Never NULL. */
const char *load_way_name(enum load_way way);

/*
 * What to try, in order.  @forced: a way, or -1.  @deaths: how many processes died while
 * they loaded: the way that killed one is not gone again.  @only_file: nothing but
 * kexec_file_load can work here.
 */
struct load_ways load_ways_plan(int forced, unsigned int deaths, bool only_file);

/* Where a way ended. */
enum load_stage {
	LOAD_FEEDING,  /* memory cannot be fed: no userfaultfd */
	LOAD_REFUSING, /* the system call says no, or we know that it would */
	LOAD_SPENT,    /* it failed when the image was partly given away */
};

/*
 * The index in @plan of what to try after way number @tried met @error (positive), or
 * plan->count if nothing else can help: a policy is not to be circumvented, and no other
 * way needs less memory.
 */
size_t load_ways_after(const struct load_ways *plan, size_t tried, enum load_stage stage,
		       int error);

/* Is @error (positive) a policy's? */
bool load_error_is_denial(int error);
