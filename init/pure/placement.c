/* SPDX-License-Identifier: MIT */
#include "pure/placement.h"

#include <errno.h>
#include <stddef.h>

#include "base/attr.h"

enum {
	PAGE = 4096,
	TAKEN_MAX = 5, /* two by firmware, three by us */
};

#define MIB      (1ULL << 20)
#define FOUR_GIB (1ULL << 32)
/* What x86 with four levels of page tables can address. */
#define TOP (1ULL << 46)

/* Below it the BIOS keeps its data, and kernels their trampolines. */
#define KERNEL_MIN (16 * MIB)
#define PARAMS_MIN 0x10000ULL

struct span {
	uint64_t start, end;
};

struct search {
	const struct memory_map *memory;
	struct span taken[TAKEN_MAX];
	size_t taken_count;
};

struct wish {
	uint64_t bytes, align, min, max;
	bool lowest; /* or the highest */
};

static uint64_t up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static uint64_t down(uint64_t value, uint64_t align)
{
	return value & ~(align - 1);
}

static const struct span *taken_in(const struct search *s, uint64_t at, uint64_t bytes)
{
	for (size_t i = 0; i < s->taken_count; i++)
		if (at < s->taken[i].end && at + bytes > s->taken[i].start)
			return &s->taken[i];
	return NULL;
}

/* A place within [start, end), or 0: nothing of ours is ever placed at 0. */
static uint64_t find_in(const struct search *s, const struct wish *w, uint64_t start,
			uint64_t end)
{
	const struct span *taken;
	uint64_t at;

	if (start >= end) /* and no sum below overflows */
		return 0;
	start = up(start, PAGE);
	end = down(end, PAGE);
	if (start >= end || end - start < w->bytes)
		return 0;
	at = w->lowest ? up(start, w->align) : down(end - w->bytes, w->align);
	/* each step passes one taken span, in one direction, so this ends */
	while (at >= start && at + w->bytes <= end) {
		taken = taken_in(s, at, w->bytes);
		if (!taken)
			return at;
		if (!w->lowest && taken->start < w->bytes)
			return 0;
		at = w->lowest ? up(taken->end, w->align)
			       : down(taken->start - w->bytes, w->align);
	}
	return 0;
}

static int take(struct search *s, const struct wish *w, uint64_t *ret)
{
	size_t count = s->memory->count;

	for (size_t i = 0; i < count; i++) {
		const struct memory_range *range =
			&s->memory->ranges[w->lowest ? i : count - 1 - i];
		uint64_t at;

		if (range->type != MEMORY_RAM)
			continue;
		at = find_in(s, w, range->start > w->min ? range->start : w->min,
			     range->end < w->max ? range->end : w->max);
		if (at == 0)
			continue;
		s->taken[s->taken_count++] = (struct span){ at, at + w->bytes };
		*ret = at;
		return 0;
	}
	return -EADDRNOTAVAIL;
}

static bool is_sane(const struct placement_need *need)
{
	return need->kernel_bytes > 0 && need->kernel_bytes < TOP &&
	       need->initrd_bytes > 0 && need->initrd_bytes < TOP &&
	       need->params_bytes > 0 && need->params_bytes < TOP &&
	       need->kernel_align >= PAGE && need->kernel_align <= FOUR_GIB &&
	       (need->kernel_align & (need->kernel_align - 1)) == 0;
}

int placement_find(const struct memory_map *memory, const struct placement_need *need,
		   struct placement *ret)
{
	struct search s = {
		.memory = memory,
		/* interrupt vectors and BIOS data; its extended data and the video memory */
		.taken = { { 0, PARAMS_MIN }, { 0x90000, MIB } },
		.taken_count = 2,
	};
	const struct wish kernel = {
		.bytes = up(need->kernel_bytes, PAGE),
		.align = need->kernel_align,
		.min = need->kernel_min > KERNEL_MIN ? need->kernel_min : KERNEL_MIN,
		.max = FOUR_GIB,
		.lowest = true,
	};
	/* The running kernel takes pages from above 4 GiB first where there are any, and its
	 * load is quadratic in those of the destination that it happens to take. */
	struct wish initrd = {
		.bytes = up(need->initrd_bytes, PAGE),
		.align = PAGE,
		.min = KERNEL_MIN,
		.max = FOUR_GIB,
	};
	const struct wish params = {
		.bytes = up(need->params_bytes, PAGE),
		.align = PAGE,
		.min = PARAMS_MIN,
		.max = FOUR_GIB,
	};
	struct placement found;

	if (!is_sane(need))
		return -EINVAL;
	int r = take(&s, &kernel, &found.kernel);

	if (r < 0)
		return r;
	r = take(&s, &initrd, &found.initrd);
	if (r < 0 && need->initrd_above_4gib) {
		initrd.max = TOP;
		r = take(&s, &initrd, &found.initrd);
	}
	/* last, as they fit into what is left over */
	if (r == 0)
		r = take(&s, &params, &found.params);
	if (r == 0)
		*ret = found;
	return r;
}
