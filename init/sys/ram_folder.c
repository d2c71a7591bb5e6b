/* SPDX-License-Identifier: MIT */
#include "sys/ram_folder.h"

#include <ftw.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <linux/magic.h>

enum {
	BLOCK = 512, /* what st_blocks counts */
	FOLDERS_OPEN = 8,
	OWN_FOLDER_LEVEL = 2, /* intel/e1000.ko, but not sd_mod.ko */
};

/* nftw() has no context for its callback */
static const char *kept_name;
static uint64_t removed_bytes;

static bool is_kept(const char *path)
{
	const size_t n = kept_name ? strlen(kept_name) : 0;

	for (const char *at = path; n > 0 && (at = strchr(at, '/'));) {
		at++;
		if (strncmp(at, kept_name, n) == 0 && at[n] == '/')
			return true;
	}
	return false;
}

static int remove_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	if (type == FTW_F && at->level >= OWN_FOLDER_LEVEL && !is_kept(path) &&
	    unlink(path) == 0)
		removed_bytes += (uint64_t)st->st_blocks * BLOCK;
	return 0;
}

uint64_t ram_folder_empty(const char *folder, const char *kept)
{
	struct statfs fs;

	if (statfs(folder, &fs) < 0 ||
	    (fs.f_type != RAMFS_MAGIC && fs.f_type != TMPFS_MAGIC))
		return 0;
	kept_name = kept;
	removed_bytes = 0;
	(void)nftw(folder, remove_file, FOLDERS_OPEN, FTW_PHYS | FTW_MOUNT);
	return removed_bytes;
}
