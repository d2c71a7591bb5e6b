/* SPDX-License-Identifier: MIT */
#include "pure/duration.h"

#include "base/text.h"

enum {
	DURATION_MAX_S = 30 * 24 * 60 * 60,
};

int duration_parse(const char *text, size_t len, uint64_t unit_ms, uint64_t *ret_ms)
{
	static const struct {
		char letter;
		uint64_t ms;
	} units[] = { { 's', SECOND_MS }, { 'm', MINUTE_MS }, { 'h', HOUR_MS } };
	uint64_t number;

	for (size_t i = 0; len > 0 && i < ARRAY_LEN(units); i++) {
		if (text[len - 1] != units[i].letter)
			continue;
		unit_ms = units[i].ms;
		len--;
		break;
	}
	int r = text_to_u64(text, len, DURATION_MAX_S * 1000ULL / unit_ms, &number);

	if (r == 0)
		*ret_ms = number * unit_ms;
	return r;
}
