/* SPDX-License-Identifier: MIT */
/* A bill of materials: the files of an initrd as an SPDX 2.3 document in JSON. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;
struct reason;

/* Append the document; @name is the image's, @epoch when it is said to be made. */
must_check int spdx_write(const void *image, size_t len, const char *name, uint32_t epoch,
			  struct buffer *to, struct reason *why);
