/* SPDX-License-Identifier: MIT */
#include "pure/firmware.h"

#include <string.h>

void efi_read_systab(const char *text, struct efi *efi)
{
	const struct {
		const char *name;
		uint64_t *value;
	} fields[] = {
		{ "ACPI20=", &efi->acpi20 },
		{ "ACPI=", &efi->acpi },
		{ "SMBIOS=", &efi->smbios },
	};

	while (*text) {
		size_t len = strcspn(text, "\n");

		for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
			size_t name_len = strlen(fields[i].name);

			/* an unreadable address stays what it was: not there */
			if (len > name_len && memcmp(text, fields[i].name, name_len) == 0)
				(void)!memory_address(text + name_len, len - name_len,
						      fields[i].value);
		}
		text += len + (text[len] == '\n');
	}
}
