/* SPDX-License-Identifier: MIT */
#include "initrd-builder/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/reason.h"

void folder_free(struct folder *f)
{
	arena_free(&f->arena);
	free(f->names);
	*f = (struct folder){ 0 };
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists are doubled when their length is a power of two: no field for the capacity. */
static int add_name(struct folder *f, const char *name)
{
	if ((f->len & (f->len - 1)) == 0) {
		size_t cap = f->len ? f->len * 2 : 1;
		const char **names = realloc(f->names, cap * sizeof(*names));

		if (!names)
			return -ENOMEM;
		f->names = names;
	}
	f->names[f->len] = arena_copy(&f->arena, name, strlen(name));
	if (!f->names[f->len])
		return -ENOMEM;
	f->len++;
	return 0;
}

static int read_names(DIR *dir, struct folder *f)
{
	const struct dirent *entry;
	int r = 0;

	while (r == 0) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return -errno;
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			r = add_name(f, entry->d_name);
	}
	return r;
}

int folder_read(const char *path, struct folder *ret, struct reason *why)
{
	struct folder f = { 0 };
	DIR *dir = opendir(path);
	int r;

	if (!dir)
		return reason_errno(why, -errno, "'%s'", path);
	r = read_names(dir, &f);
	(void)closedir(dir);
	if (r != 0) {
		folder_free(&f);
		return reason_errno(why, r, "'%s'", path);
	}
	if (f.len > 1)
		qsort(f.names, f.len, sizeof(*f.names), by_bytes);
	*ret = f;
	return 0;
}
