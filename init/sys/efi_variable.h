/* SPDX-License-Identifier: MIT */
/* Variables of UEFI firmware, through efivarfs (Documentation/filesystems/efivarfs.rst). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"

#define EFI_VARIABLES "/sys/firmware/efi/efivars"

enum {
	EFI_VARIABLE_MAX = 1024, /* of a value; more than any of ours */
};

/* Read the value of @name, "Name-vendor's GUID".  Returns how many bytes it has, or -errno;
 * -ENOENT also where there is no such firmware, -EFBIG if it has more than @cap. */
must_check ssize_t efi_variable_read(const char *name, void *to, size_t cap);

/* The same as a line for a person (text_sanitize()).  Returns false if there is none. */
must_check bool efi_variable_read_line(const char *name, char *ret, size_t cap);

/* Set it, to stay across reboots.  Returns 0 or -errno. */
must_check int efi_variable_write(const char *name, const void *value, size_t len);

/* Returns 0, also if there was none, or -errno. */
must_check int efi_variable_remove(const char *name);
