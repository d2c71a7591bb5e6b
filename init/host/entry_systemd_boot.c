/* SPDX-License-Identifier: MIT */
/* systemd-boot: an entry of the Boot Loader Specification, and the variable that `bootctl
 * set-oneshot` or `set-default` sets. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "host/entry_place.h"
#include "host/say.h"
#include "pure/stage2_cmdline.h"
#include "sys/efi_variable.h"
#include "sys/io.h"

#define VENDOR     "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define ONE_SHOT   "LoaderEntryOneShot" VENDOR
#define DEFAULT    "LoaderEntryDefault" VENDOR
#define CONF_NAME  BOOT_ENTRY_ID ".conf"
#define CONF_PLACE "loader/entries/" CONF_NAME

enum {
	PART_MAX = STAGE2_CMDLINE_MAX + 1024,
	VALUE_BYTES = 2 * sizeof(CONF_NAME),
};

static int find(struct entry_place *place)
{
	static const char *const folders[] = { "/efi", "/boot/efi", "/boot", "/esp" };

	if (access(EFI_VARIABLES "/LoaderInfo" VENDOR, F_OK) != 0)
		return -ENOENT;
	return entry_find_folder(place, folders, ARRAY_LEN(folders), "loader/entries");
}

static int check(const struct entry_place *place, bool is_permanent)
{
	(void)place;
	(void)is_permanent;
	if (access(EFI_VARIABLES, W_OK) != 0)
		return say_error("E-HOST-ENTRY",
				 EFI_VARIABLES
				 ": %s: the loader cannot be told what is next",
				 strerror(errno));
	return 0;
}

/* --- the variable --------------------------------------------------------------------- */

/* The entry's name as UTF-16 with its NUL. */
static void encode(uint8_t ret[static VALUE_BYTES])
{
	memset(ret, 0, VALUE_BYTES);
	for (size_t i = 0; i < sizeof(CONF_NAME); i++)
		ret[2 * i] = (uint8_t)CONF_NAME[i];
}

static int set(const char *variable)
{
	uint8_t value[VALUE_BYTES];

	encode(value);
	return efi_variable_write(variable, value, sizeof(value));
}

/* Another entry's stays. */
static int clear(const char *variable)
{
	uint8_t ours[VALUE_BYTES], is[VALUE_BYTES];

	encode(ours);
	if (efi_variable_read(variable, is, sizeof(is)) != sizeof(ours) ||
	    memcmp(ours, is, sizeof(ours)) != 0)
		return 0;
	return efi_variable_remove(variable);
}

/* --- telling -------------------------------------------------------------------------- */

static int tell(const struct entry_place *place, const struct boot_entry *entry)
{
	char path[PATH_MAX], text[PART_MAX];
	struct writer to = writer_over(text, sizeof(text));
	int r = entry_path(place, CONF_PLACE, path);

	boot_entry_bls(entry, &to);
	if (r == 0)
		r = io_replace_file(path, to.start, to.len, 0644);
	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r));
	const char *variable = entry->is_default ? DEFAULT : ONE_SHOT;

	r = set(variable);
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", variable, strerror(-r)) : 0;
}

static int forget(const struct entry_place *place)
{
	char path[PATH_MAX];
	int r = entry_path(place, CONF_PLACE, path);

	if (r == 0 && unlink(path) < 0 && errno != ENOENT)
		r = -errno;
	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r));
	r = clear(ONE_SHOT);
	if (r == 0)
		r = clear(DEFAULT);
	return r < 0 ? say_error("E-HOST-ENTRY", EFI_VARIABLES ": %s", strerror(-r)) : 0;
}

const struct entry_loader entry_systemd_boot = { "systemd-boot", find, check, tell,
						 forget };
