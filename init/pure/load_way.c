/* SPDX-License-Identifier: MIT */
#include "pure/load_way.h"

#include <errno.h>

const char *load_way_name(enum load_way way)
{
	static const char *const names[LOAD_WAYS] = {
		[LOAD_STORE] = "store",
		[LOAD_BUFFER] = "kexec_load",
		[LOAD_FILE] = "kexec_file_load",
	};

	return names[way];
}

struct load_ways load_ways_plan(int forced, unsigned int deaths, bool only_file)
{
	struct load_ways plan = { .count = 0 };
	unsigned int first = deaths < LOAD_FILE ? deaths : LOAD_FILE;

	if (only_file)
		first = LOAD_FILE;
	if (forced >= 0 && forced < LOAD_WAYS) {
		plan.ways[plan.count++] = (enum load_way)forced;
		return plan;
	}
	for (unsigned int way = first; way < LOAD_WAYS; way++)
		plan.ways[plan.count++] = (enum load_way)way;
	return plan;
}

bool load_error_is_denial(int error)
{
	switch (error) {
	case EPERM:
	case ENODATA: /* the signature: missing, of an unknown key, bad */
	case ENOKEY:
	case EKEYREJECTED:
	case EBADMSG:
	case ENOPKG:
		return true;
	default:
		return false;
	}
}

size_t load_ways_after(const struct load_ways *plan, size_t tried, enum load_stage stage,
		       int error)
{
	size_t next = tried + 1;

	if (stage == LOAD_FEEDING)
		return next;
	if (stage == LOAD_SPENT || load_error_is_denial(error) || error == ENOMEM)
		return plan->count;
	/* fed or not, it is one system call, and says the same */
	while (next < plan->count && plan->ways[next] == LOAD_BUFFER)
		next++;
	return next;
}
