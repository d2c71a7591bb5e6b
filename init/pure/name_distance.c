/* SPDX-License-Identifier: MIT */
#include "pure/name_distance.h"

#include <stdbool.h>
#include <string.h>

size_t name_distance(const char *name, size_t len, const char *known)
{
	size_t row[NAME_DISTANCE_MAX + 1], known_len = strnlen(known, NAME_DISTANCE_MAX);

	if (len > NAME_DISTANCE_MAX)
		len = NAME_DISTANCE_MAX;
	for (size_t j = 0; j <= known_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= known_len; j++) {
			bool same = name[i - 1] == known[j - 1] ||
				    (name[i - 1] == '-' && known[j - 1] == '_');
			size_t best = diagonal + !same;

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[known_len];
}
