/* SPDX-License-Identifier: MIT */
/* What may be done with a file system of the host without changing a sector of it. */
#pragma once

#include <stdbool.h>

/*
 * The options that mount a file system of @type and write nothing, not even the journal
 * that it did not get to write itself; NULL if it is nothing that can be mounted.
 */
const char *host_disk_options(const char *type);

/* What a person should know of a @type that cannot be mounted; NULL if there is nothing. */
const char *host_disk_remark(const char *type);
