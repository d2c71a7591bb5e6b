/* SPDX-License-Identifier: MIT */
#include "initrd-builder/firmware.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "initrd-builder/arena.h"
#include "pure/newc.h"

void firmware_free(struct firmware *f)
{
	free(f->files);
	*f = (struct firmware){ 0 };
}

static int by_path(const void *a, const void *b)
{
	const struct firmware_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* Without a rest that is left to the library's qsort(). */
static int by_path_and_module(const void *a, const void *b)
{
	const struct firmware_file *x = a, *y = b;
	int r = by_path(a, b);

	return r ? r : x->wanted_by < y->wanted_by ? -1 : x->wanted_by > y->wanted_by;
}

void firmware_sort(struct firmware *f)
{
	size_t kept = 0;

	if (f->len > 1)
		qsort(f->files, f->len, sizeof(*f->files), by_path_and_module);
	for (size_t i = 0; i < f->len; i++)
		if (kept == 0 || by_path(&f->files[kept - 1], &f->files[i]) != 0)
			f->files[kept++] = f->files[i];
	f->len = kept;
}

static int add(struct firmware *f, const char *path, const char *source,
	       struct arena *arena)
{
	if (f->len == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 64;
		struct firmware_file *files = realloc(f->files, cap * sizeof(*files));

		if (!files)
			return -ENOMEM;
		f->files = files;
		f->cap = cap;
	}
	f->files[f->len] = (struct firmware_file){
		.path = arena_copy(arena, path, strlen(path)),
		.source = arena_copy(arena, source, strlen(source)),
	};
	if (!f->files[f->len].path || !f->files[f->len].source)
		return -ENOMEM;
	f->len++;
	return 0;
}

/* All regular files that @pattern matches; what follows @root_len is the path. */
static int add_matches(const char *pattern, size_t root_len, struct arena *arena,
		       struct firmware *f)
{
	size_t before = f->len;
	glob_t found = { 0 };
	struct stat st;
	int r = 0;

	switch (glob(pattern, GLOB_NOSORT, NULL, &found)) {
	case 0:
		break;
	case GLOB_NOSPACE:
		return -ENOMEM;
	default:
		return -ENOENT;
	}
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++) {
		const char *path = found.gl_pathv[i];

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			r = add(f, path + root_len + 1, path, arena);
	}
	globfree(&found);
	return r ? r : f->len > before ? 0 : -ENOENT;
}

int firmware_find(const char *root, const char *version, const char *name,
		  struct arena *arena, struct firmware *ret)
{
	const char *const folders[] = {
		arena_printf(arena, "updates/%s/", version),
		"updates/",
		arena_printf(arena, "%s/", version),
		"",
	};
	static const char *const endings[] = { "", ".zst", ".xz" };

	/* A name comes out of a module, and must not lead out of the tree. */
	if (newc_path_problem(name))
		return -ENOENT;
	for (size_t e = 0; e < ARRAY_LEN(endings); e++) {
		for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
			const char *pattern =
				folders[i] ? arena_printf(arena, "%s/%s%s%s", root,
							  folders[i], name, endings[e])
					   : NULL;
			int r = pattern ? add_matches(pattern, strlen(root), arena, ret)
					: -ENOMEM;

			if (r != -ENOENT)
				return r;
		}
	}
	return -ENOENT;
}
