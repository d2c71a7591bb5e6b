/* SPDX-License-Identifier: MIT */
#include "pure/modinfo.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char name[MODINFO_NAME_MAX], alias[256];
	struct modinfo_field f;
	struct modinfo m;

	(void)!modinfo_name_of_line((const char *)data, len, name);
	(void)!modinfo_normalize_alias((const char *)data, len, alias, sizeof(alias));
	if (modinfo_find(data, len, &m) != 0)
		m = (struct modinfo){ .strings = (const char *)data, .len = len };
	while (modinfo_next(&m, &f))
		if (f.key_len > len || strlen(f.value) > len)
			__builtin_trap();
	return 0;
}
