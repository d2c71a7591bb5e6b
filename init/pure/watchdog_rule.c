/* SPDX-License-Identifier: MIT */
#include "pure/watchdog_rule.h"

#include <string.h>

#include "base/attr.h"
#include "pure/cmdline.h"

/* As systemd reads a duration that means "off". */
static bool is_off(const char *value, size_t len)
{
	static const char *const offs[] = { "", "off", "0", "0s", "infinity" };

	for (size_t i = 0; i < ARRAY_LEN(offs); i++)
		if (len == strlen(offs[i]) && memcmp(value, offs[i], len) == 0)
			return true;
	return false;
}

bool watchdog_is_fed_by(const char *cmdline)
{
	struct cmdline_word word;
	bool fed = false;

	while (cmdline_next(&cmdline, &word) && !cmdline_is_end(&word))
		if (cmdline_is(&word, "systemd.watchdog_sec") && word.value)
			fed = !is_off(word.value, word.value_len);
	return fed;
}
