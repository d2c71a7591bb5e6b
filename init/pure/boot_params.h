/* SPDX-License-Identifier: MIT */
/*
 * What the next x86 kernel is entered with (Documentation/arch/x86/boot.rst, zero-page.rst),
 * as one piece of memory: zero page, trampoline with its page tables, command line, and the
 * list of setup_data.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/bzimage.h"
#include "pure/firmware.h"
#include "pure/placement.h"

enum {
	BOOT_PARAMS_MAX = 192 * 1024,
	BOOT_PARAMS_ENTRY = 4096, /* where the trampoline is, and is entered */
	/* The trampoline's page ends in what it needs to know: struct order below. */
	TRAMPOLINE_MAX = 0xf00,
	TRAMPOLINE_DATA = 0xf00,
	BOOT_SEED_BYTES = 32,
};

/* Four addresses of 64 bits at TRAMPOLINE_DATA. */
enum trampoline_data {
	TRAMPOLINE_ZERO_PAGE,
	TRAMPOLINE_KERNEL, /* its 64-bit entry */
	TRAMPOLINE_LEVEL5, /* page tables for five levels */
	TRAMPOLINE_LEVEL4,
};

struct boot_params {
	const uint8_t *kernel_head; /* the file's first BZIMAGE_HEADER_BYTES */
	struct bzimage kernel;      /* what they say */
	struct placement at;
	uint64_t initrd_bytes;
	const char *cmdline;
	const struct firmware *firmware;
	const uint8_t *seed; /* BOOT_SEED_BYTES of randomness, or NULL */
	const uint8_t *trampoline;
	size_t trampoline_len;
};

/* Returns 0, -E2BIG if it is more than @cap bytes, or -ERANGE: see identity_map_add(). */
must_check int boot_params_build(const struct boot_params *params, uint8_t *out,
				 size_t cap, size_t *ret_len);
