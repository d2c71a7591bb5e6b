/* SPDX-License-Identifier: MIT */
/*
 * Large anonymous memory: costs what was written to it, can be given back in parts, and can
 * be closed to writing.  No huge pages: those could not be given back a MiB at a time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	MEMORY_PAGE = 4096,
};

struct memory {
	uint8_t *bytes; /* NULL: none */
	size_t len;     /* how much of it is in use; the rest of its page is zero */
	size_t room;
};

/* Addresses for at most @room bytes.  Returns 0 or -errno. */
must_check int memory_reserve(struct memory *ret, uint64_t room);

/* Map the whole file @fd, read-only.  Returns 0 or -errno. */
must_check int memory_map_file(struct memory *ret, int fd);

/* Overwrite what functions that have returned left on the stack below the caller. */
void memory_wipe_stack(void);

/* Only reading from now on.  Returns 0 or -errno. */
must_check int memory_seal(const struct memory *m);

/* Give back whole pages; they read as zeroes after this. */
void memory_drop(uint8_t *bytes, size_t len);

void memory_release(struct memory *m);
#define cleanup_memory cleanup_with(memory_release)
