/* SPDX-License-Identifier: MIT */
#include "initrd-builder/origins.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_CAP = 256,
	TEXT_MAX =
		8192, /* a path and a line, or a chain of modules; longer text is cut */
};

int origins_set(struct origins *o, const char *fmt, va_list args)
{
	char text[TEXT_MAX];

	if (!o->is_kept)
		return 0;
	(void)vsnprintf(text, sizeof(text), fmt, args);
	o->now.text = arena_copy(&o->arena, text, strlen(text));
	return o->now.text ? 0 : -ENOMEM;
}

int origins_set_packages(struct origins *o, const char *packages)
{
	o->now.packages = NULL;
	if (!o->is_kept || packages[0] == '\0')
		return 0;
	o->now.packages = arena_copy(&o->arena, packages, strlen(packages));
	return o->now.packages ? 0 : -ENOMEM;
}

int origins_add(struct origins *o)
{
	if (!o->is_kept)
		return 0;
	if (o->len == o->cap) {
		size_t cap = o->cap ? o->cap * 2 : FIRST_CAP;
		struct origin *list = realloc(o->list, cap * sizeof(*list));

		if (!list)
			return -ENOMEM;
		o->list = list;
		o->cap = cap;
	}
	o->list[o->len++] = o->now;
	return 0;
}

void origins_free(struct origins *o)
{
	arena_free(&o->arena);
	free(o->list);
	*o = (struct origins){ 0 };
}
