/* SPDX-License-Identifier: MIT */
/*
 * Where a section of a PE file lies.  A unified kernel image (UAPI's specification) is a
 * small EFI program with the kernel, as it would lie in /boot, in its section ".linux".
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct pe_section {
	uint32_t at, bytes; /* in the file; nobody has compared them with its length */
};

/*
 * Find the section @name, of at most 8 characters, in the headers of a PE file: its first
 * @len bytes.  Returns 0, -ENOEXEC if this is no PE file, or -ENOENT if none that has bytes
 * goes by that name.
 */
must_check int pe_section_find(const void *head, size_t len, const char *name,
			       struct pe_section *ret);
