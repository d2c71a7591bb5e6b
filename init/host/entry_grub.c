/* SPDX-License-Identifier: MIT */
/*
 * GRUB: a menu entry in custom.cfg, which grub.cfg reads at every start, and for one boot
 * next_entry in the environment block, as grub-reboot(8) sets it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/magic.h>

#include "base/writer.h"
#include "host/entry_place.h"
#include "host/say.h"
#include "pure/grub_env.h"
#include "pure/stage2_cmdline.h"
#include "sys/io.h"

#define ZFS_SUPER_MAGIC 0x2fc12fc1 /* of OpenZFS; Linux has no name for it */
#define NEXT_ENTRY      "next_entry"

enum {
	GRUB_CFG_MAX = 4 << 20,
	PART_MAX = STAGE2_CMDLINE_MAX + 1024,
};

static int find(struct entry_place *place)
{
	static const char *const folders[] = { "/boot/grub", "/boot/grub2" };

	return entry_find_folder(place, folders, ARRAY_LEN(folders), "grub.cfg");
}

/* --- may it be for one boot ----------------------------------------------------------- */

static bool has_block_feature(dev_t device, const char *name)
{
	char path[96];

	/* a partition of an array has it one level up */
	(void)snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/%s", major(device),
		       minor(device), name);
	if (access(path, F_OK) == 0)
		return true;
	(void)snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/../%s", major(device),
		       minor(device), name);
	return access(path, F_OK) == 0;
}

/* GRUB clears next_entry by writing into the block's own sectors.  Where it cannot, the entry
 * would be taken at every start. */
static const char *why_not_written(const char *folder)
{
	struct statfs fs;
	struct stat st;

	if (statfs(folder, &fs) < 0 || stat(folder, &st) < 0)
		return strerror(errno);
	if (fs.f_type == BTRFS_SUPER_MAGIC)
		return "it lies on btrfs";
	if (fs.f_type == ZFS_SUPER_MAGIC)
		return "it lies on ZFS";
	if (has_block_feature(st.st_dev, "dm"))
		return "it lies on LVM or an encrypted disk";
	if (has_block_feature(st.st_dev, "md"))
		return "it lies on a RAID";
	return NULL;
}

static bool cfg_has(const struct entry_place *place, const char *word)
{
	char path[PATH_MAX];
	uint8_t *text;
	size_t len;

	if (entry_path(place, "grub.cfg", path) < 0 ||
	    io_load_file(path, GRUB_CFG_MAX, &text, &len) < 0)
		return false;
	bool has = memmem(text, len, word, strlen(word)) != NULL;

	free(text);
	return has;
}

static int check(const struct entry_place *place, bool is_permanent)
{
	if (!cfg_has(place, "custom.cfg"))
		return say_error(
			"E-HOST-ENTRY",
			"%s/grub.cfg does not read custom.cfg: make it anew with "
			"grub-mkconfig and its 41_custom",
			place->folder);
	if (is_permanent)
		return 0;
	const char *why = why_not_written(place->folder);

	if (why)
		return say_error(
			"E-HOST-ENTRY",
			"GRUB cannot write its environment block, as %s: the "
			"entry would be taken at every start; --permanent if that "
			"is wanted, or boot without an entry",
			why);
	if (!cfg_has(place, NEXT_ENTRY))
		return say_error("E-HOST-ENTRY",
				 "%s/grub.cfg does not look at " NEXT_ENTRY
				 ", so an entry cannot be for one boot",
				 place->folder);
	return 0;
}

/* --- telling -------------------------------------------------------------------------- */

static int read_env(const char *path, char ret[static GRUB_ENV_BYTES])
{
	uint8_t *bytes;
	size_t len;
	int r = io_load_file(path, GRUB_ENV_BYTES, &bytes, &len);

	if (r == -ENOENT) {
		grub_env_init(ret);
		return 0;
	}
	if (r < 0)
		return r;
	if (len == GRUB_ENV_BYTES)
		memcpy(ret, bytes, len);
	free(bytes);
	return len == GRUB_ENV_BYTES ? 0 : -EBADMSG;
}

static int set_next(const struct entry_place *place, const char *value)
{
	char path[PATH_MAX], env[GRUB_ENV_BYTES];
	int r = entry_path(place, "grubenv", path);

	if (r == 0)
		r = read_env(path, env);
	if (r == 0 && !value && !grub_env_is(env, NEXT_ENTRY, BOOT_ENTRY_ID))
		return 0; /* somebody else's */
	if (r == 0)
		r = grub_env_set(env, NEXT_ENTRY, value);
	if (r == 0)
		r = io_replace_file(path, env, sizeof(env), 0644);
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", path,
				 r == -EBADMSG ? "is no environment block of GRUB"
					       : strerror(-r))
		     : 0;
}

static int tell(const struct entry_place *place, const struct boot_entry *entry)
{
	char path[PATH_MAX], part[PART_MAX];
	struct writer to = writer_over(part, sizeof(part));
	int r = entry_path(place, "custom.cfg", path);

	if (r == 0)
		r = boot_entry_grub(entry, &to);
	if (r < 0 || !writer_ok(&to))
		return say_error(
			"E-HOST-ENTRY",
			"the command line has a quote or a backslash, which GRUB "
			"would not hand on as it is");
	r = entry_replace_part(path, part);
	if (r == 0 && !entry->is_default)
		r = set_next(place, BOOT_ENTRY_ID);
	return r;
}

static int forget(const struct entry_place *place)
{
	char path[PATH_MAX];
	int next = set_next(place, NULL), r = entry_path(place, "custom.cfg", path);

	if (r == 0)
		r = entry_replace_part(path, "");
	return next < 0 ? next : r;
}

const struct entry_loader entry_grub = { "grub", find, check, tell, forget };
