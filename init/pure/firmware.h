/* SPDX-License-Identifier: MIT */
/* What the firmware told the running kernel and the next one has to be told again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/memory_map.h"

enum {
	ZERO_PAGE_BYTES = 4096,
	EFI_RANGES_MAX = 512, /* large servers have some 100 */
};

/* One row of EFI's memory map that stays in use after boot. */
struct efi_range {
	uint32_t type;
	uint64_t physical, virtual, pages, attribute;
};

/* All zero on a machine without EFI. */
struct efi {
	uint64_t fw_vendor, config_table; /* addresses, as are those below */
	uint64_t smbios, acpi20, acpi;
	struct efi_range ranges[EFI_RANGES_MAX];
	size_t range_count;
};

struct firmware {
	uint8_t zero_page
		[ZERO_PAGE_BYTES]; /* the running kernel's; zeroes if it hides it */
	struct memory_map memory;
	struct efi efi;
};

/* Read /sys/firmware/efi/systab's text into @efi.  What is not there stays 0. */
void efi_read_systab(const char *text, struct efi *efi);
