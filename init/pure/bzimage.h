/* SPDX-License-Identifier: MIT */
/* The setup header of an x86 kernel image (Documentation/arch/x86/boot.rst). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	BZIMAGE_HEADER_AT = 0x1f1,    /* in the file, and in the zero page */
	BZIMAGE_HEADER_BYTES = 0x290, /* as much of the file as is read; its room there */
};

struct bzimage {
	uint16_t protocol;    /* 0x020f is 2.15 */
	uint32_t cmdline_max; /* bytes, without the NUL */
	uint32_t init_bytes;  /* memory that the kernel needs from its load address on */
	uint32_t payload_at;  /* offset in the file of what is loaded there */
	uint32_t header_end;  /* offset in the file, and in the zero page */
	uint32_t align;       /* of the load address, a power of two */
	uint64_t preferred;   /* load address */
	bool above_4gib;      /* may the initrd be there? */
};

/*
 * Returns 0, or -ENOEXEC if this is no 64-bit, relocatable bzImage of protocol 2.12 or
 * later.  @bytes: the beginning of the file.
 */
must_check int bzimage_parse(const void *bytes, size_t len, struct bzimage *ret);
