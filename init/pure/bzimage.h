/* SPDX-License-Identifier: MIT */
/* The setup header of an x86 kernel image (Documentation/arch/x86/boot.rst). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	BZIMAGE_HEADER_BYTES = 0x268, /* as much of the file as bzimage_parse() reads */
};

struct bzimage {
	uint16_t protocol;    /* 0x020f is 2.15 */
	uint32_t cmdline_max; /* bytes, without the NUL */
	uint32_t init_bytes;  /* memory that the kernel needs from its load address on */
};

/*
 * Returns 0, or -ENOEXEC if this is no 64-bit, relocatable bzImage of protocol 2.12 or
 * later.  @bytes: the beginning of the file.
 */
must_check int bzimage_parse(const void *bytes, size_t len, struct bzimage *ret);
