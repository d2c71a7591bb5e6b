/* SPDX-License-Identifier: MIT */
/* What the host handed over that a target would be reached by. */
#pragma once

#include "pure/config.h"
#include "pure/reach.h"

/* Read it.  What it points to lasts until the next call. */
void reach_read(const struct config *config, struct reach *ret);

/* The host's authorized_keys, or "".  Lasts until the next call. */
const char *reach_keys(void);
