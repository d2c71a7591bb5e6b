/* SPDX-License-Identifier: MIT */
/* A bill of materials: the files of an initrd as an SPDX 2.3 document in JSON. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;
struct manifest;
struct reason;

/* What the image itself does not tell. */
struct spdx_facts {
	const char *name; /* the image's */
	uint32_t epoch;   /* when it is said to be made */
	const struct manifest
		*packages; /* its manifest, for the files' packages; or NULL */
};

/* Append the document.  A manifest of another image is an error. */
must_check int spdx_write(const void *image, size_t len, const struct spdx_facts *facts,
			  struct buffer *to, struct reason *why);
