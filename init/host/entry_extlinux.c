/* SPDX-License-Identifier: MIT */
/* extlinux.conf of SYSLINUX and U-Boot: a label.  Neither knows an entry for one boot that
 * could be set from here, so a person chooses it, or it is permanent. */
#include "base/writer.h"
#include "host/entry_place.h"
#include "host/say.h"
#include "pure/stage2_cmdline.h"

enum {
	PART_MAX = STAGE2_CMDLINE_MAX + 1024,
};

static int find(struct entry_place *place)
{
	static const char *const folders[] = { "/boot/extlinux", "/boot/syslinux" };

	return entry_find_folder(place, folders, ARRAY_LEN(folders), "extlinux.conf");
}

static int check(const struct entry_place *place, bool is_permanent)
{
	(void)place;
	if (!is_permanent)
		say_lacks("entry: extlinux has no entry for one boot: choose it in its "
			  "menu");
	return 0;
}

static int tell(const struct entry_place *place, const struct boot_entry *entry)
{
	char path[PATH_MAX], part[PART_MAX];
	struct writer to = writer_over(part, sizeof(part));
	int r = entry_path(place, "extlinux.conf", path);

	boot_entry_extlinux(entry, &to);
	if (r < 0 || !writer_ok(&to))
		return say_error("E-HOST-ENTRY", "the entry is too long");
	return entry_replace_part(path, part);
}

static int forget(const struct entry_place *place)
{
	char path[PATH_MAX];
	int r = entry_path(place, "extlinux.conf", path);

	return r < 0 ? r : entry_replace_part(path, "");
}

const struct entry_loader entry_extlinux = { "extlinux", find, check, tell, forget };
