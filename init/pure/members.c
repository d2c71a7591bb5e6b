/* SPDX-License-Identifier: MIT */
#include "pure/members.h"

#include <errno.h>
#include <string.h>

static bool is_part(const char *part, size_t len)
{
	return len > 0 && !(len == 1 && part[0] == '.') &&
	       !(len == 2 && part[0] == '.' && part[1] == '.');
}

bool member_is_path(const char *path, size_t len)
{
	size_t begin = 0;

	if (len >= MEMBER_PATH_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (path[i] < ' ' || path[i] > '~')
			return false;
		if (path[i] != '/')
			continue;
		if (!is_part(path + begin, i - begin))
			return false;
		begin = i + 1;
	}
	return len == 0 || is_part(path + begin, len - begin);
}

const struct member *members_find(const struct members *m, const char *path)
{
	for (uint32_t i = 0; i < m->count; i++)
		if (strcmp(m->list[i].path, path) == 0)
			return &m->list[i];
	return NULL;
}

int members_add(struct members *m, const struct member *member)
{
	if (members_find(m, member->path))
		return -EEXIST;
	if (m->count == MEMBERS_MAX)
		return -E2BIG;
	m->list[m->count++] = *member;
	return 0;
}

bool members_overlap(const struct member *a, const struct member *b)
{
	return a->len > 0 && b->len > 0 && a->offset < b->offset + b->len &&
	       b->offset < a->offset + a->len;
}

bool member_is_within(const struct member *member, uint64_t size)
{
	return member->offset <= size && member->len <= size - member->offset;
}
