/* SPDX-License-Identifier: MIT */
#include "initrd-builder/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/folder.h"
#include "initrd-builder/reason.h"
#include "pure/newc.h"

enum {
	/* Deeper than any overlay; ends a walk whose folders were mounted in a loop. */
	DEPTH_MAX = 64,
};

static int of_archive(int r, const struct archive *a, struct reason *why)
{
	return r ? reason_set(why, r, "%s", archive_why(a)) : 0;
}

static int add_symlink(struct archive *a, const char *path, const char *source,
		       struct reason *why)
{
	char target[NEWC_PATH_MAX];
	ssize_t len = readlink(source, target, sizeof(target) - 1);

	if (len < 0)
		return reason_errno(why, -errno, "'%s'", source);
	target[len] = '\0';
	return of_archive(archive_add_symlink(a, path, target,
					      (struct archive_attr){ .perm = 0777 }),
			  a, why);
}

static int add_folder(struct archive *a, const char *path, const char *source, int depth,
		      struct reason *why);

static int add_any(struct archive *a, const char *path, const char *source, int depth,
		   struct reason *why)
{
	struct archive_attr attr = ARCHIVE_FILE_ATTR;
	struct stat st;

	if (lstat(source, &st) != 0)
		return reason_errno(why, -errno, "'%s'", source);
	switch (st.st_mode & S_IFMT) {
	case S_IFDIR:
		return add_folder(a, path, source, depth, why);
	case S_IFLNK:
		return add_symlink(a, path, source, why);
	case S_IFREG:
		if (st.st_mode & S_IXUSR)
			attr.perm = 0755;
		return of_archive(archive_add_file(a, path, source, attr), a, why);
	default:
		return reason_set(why, -EINVAL,
				  "'%s' is neither file, folder nor symlink", source);
	}
}

static int join(char to[static NEWC_PATH_MAX], const char *folder, const char *name)
{
	int len =
		snprintf(to, NEWC_PATH_MAX, "%s%s%s", folder, folder[0] ? "/" : "", name);

	return len < NEWC_PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int add_entry(struct archive *a, const char *folder, const char *source,
		     const char *name, struct reason *why, int depth)
{
	char entry_path[NEWC_PATH_MAX], entry_source[NEWC_PATH_MAX];

	if (join(entry_path, folder, name) != 0 || join(entry_source, source, name) != 0)
		return reason_errno(why, -ENAMETOOLONG, "'%s' in '%s'", name, source);
	return add_any(a, entry_path, entry_source, depth, why);
}

static int add_folder(struct archive *a, const char *path, const char *source, int depth,
		      struct reason *why)
{
	cleanup_folder struct folder f = { 0 };
	int r;

	if (depth == DEPTH_MAX)
		return reason_set(why, -ELOOP, "'%s' is more than %d folders deep",
				  source, DEPTH_MAX);
	r = folder_read(source, &f, why);
	if (r != 0)
		return r;
	if (path[0] != '\0' && !archive_has_dir(a, path))
		r = of_archive(archive_add_dir(a, path, ARCHIVE_DIR_ATTR), a, why);
	for (size_t i = 0; i < f.len && r == 0; i++)
		r = add_entry(a, path, source, f.names[i], why, depth + 1);
	return r;
}

int tree_add(struct archive *a, const char *path, const char *source, struct reason *why)
{
	return add_folder(a, path, source, 0, why);
}
