/* SPDX-License-Identifier: MIT */
#include "host/survey.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/writer.h"
#include "host/kernel_image.h"
#include "host/say.h"
#include "pure/known_trouble.h"
#include "pure/remembered.h"
#include "sys/efi_variable.h"
#include "sys/io.h"

enum {
	LINE_BYTES = 256,
	NAMES_MAX = 1024,
	DRIVERS_MAX = 64, /* that are known for trouble: more than anybody has */
};

void survey_compression(const struct kernel_image *kernel)
{
	if (kernel_image_has_option(kernel, "CONFIG_RD_ZSTD"))
		say_ok("compression: this kernel unpacks zstd");
	else
		say_lacks(
			"compression: this kernel does not say that it unpacks zstd: the "
			"base archive goes along unpacked");
}

static int is_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Call @visit for every name in the folder, in order.  Nothing if there is no such folder. */
static void for_each_name(const char *folder,
			  void (*visit)(void *context, const char *name), void *context)
{
	struct dirent **entries;
	int len = scandir(folder, &entries, is_name, alphasort);

	for (int i = 0; i < len; i++) {
		visit(context, entries[i]->d_name);
		free(entries[i]);
	}
	if (len >= 0)
		free(entries);
}

/* The first line of a small file of sysfs; "" if there is none. */
static void read_line(const char *folder, const char *name, const char *file,
		      char ret[static LINE_BYTES])
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s/%s", folder, name, file);
	if (io_read_file(path, ret, LINE_BYTES) < 0)
		ret[0] = 0;
	ret[strcspn(ret, "\n")] = 0;
}

/* --- watchdog ------------------------------------------------------------------------ */

#define WATCHDOGS "/sys/class/watchdog"

static void add_watchdog(void *context, const char *name)
{
	char identity[LINE_BYTES];
	struct writer *to = context;

	read_line(WATCHDOGS, name, "identity", identity);
	/* the kernel's own timer stops when the kernel does */
	if (strcmp(identity, "Software Watchdog") != 0)
		writer_printf(to, "%s%s (%s)", to->len ? ", " : "", name, identity);
}

static void survey_watchdog(void)
{
	char names[NAMES_MAX];
	struct writer to = writer_over(names, sizeof(names));

	for_each_name(WATCHDOGS, add_watchdog, &to);
	if (to.len > 0)
		say_ok("watchdog: %s", names);
	else
		say_lacks("watchdog: none in hardware: should a jump hang, somebody must "
			  "reset the machine");
}

/* --- disks --------------------------------------------------------------------------- */

#define BLOCK "/sys/block"

/* Loop devices, RAM disks, LVM and the like stand on others. */
static void add_disk(void *context, const char *name)
{
	char path[PATH_MAX];
	struct writer *to = context;

	(void)snprintf(path, sizeof(path), BLOCK "/%s/device", name);
	if (access(path, F_OK) == 0)
		writer_printf(to, "%s%s", to->len ? ", " : "", name);
}

static void survey_disks(void)
{
	char names[NAMES_MAX];
	struct writer to = writer_over(names, sizeof(names));

	for_each_name(BLOCK, add_disk, &to);
	say_ok("disks: %s stay untouched", to.len > 0 && writer_ok(&to) ? names : "all");
}

/* --- known trouble ------------------------------------------------------------------- */

struct drivers {
	const char *bus;
	const char *trouble[DRIVERS_MAX]; /* said already; two cards are one line */
	size_t len;
};

static void look_at_driver(struct drivers *drivers, const char *driver)
{
	const char *trouble = known_trouble_of(driver);

	for (size_t i = 0; i < drivers->len; i++)
		if (drivers->trouble[i] == trouble)
			return;
	if (!trouble || drivers->len == DRIVERS_MAX)
		return;
	drivers->trouble[drivers->len++] = trouble;
	say_lacks("known trouble: %s: %s", driver, trouble);
}

static void look_at_device(void *context, const char *name)
{
	char path[PATH_MAX], driver[PATH_MAX];
	struct drivers *drivers = context;

	(void)snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s/driver", drivers->bus,
		       name);
	ssize_t len = readlink(path, driver, sizeof(driver) - 1);

	if (len <= 0)
		return;
	driver[len] = 0;
	const char *slash = strrchr(driver, '/');

	look_at_driver(drivers, slash ? slash + 1 : driver);
}

static void survey_trouble(void)
{
	static const char *const buses[] = { "pci", "virtio", "platform" };
	struct drivers drivers = { 0 };
	char product[LINE_BYTES];

	for (size_t i = 0; i < ARRAY_LEN(buses); i++) {
		char folder[64];

		drivers.bus = buses[i];
		(void)snprintf(folder, sizeof(folder), "/sys/bus/%s/devices", buses[i]);
		for_each_name(folder, look_at_device, &drivers);
	}
	read_line("/sys/class/dmi", "id", "product_name", product);
	const char *trouble = known_trouble_of_product(product);

	if (trouble)
		say_lacks("known trouble: %s: %s", product, trouble);
	else if (drivers.len == 0)
		say_ok("known trouble: none with this machine's drivers");
}

/* --- an earlier takeover ------------------------------------------------------------- */

static void survey_remembered(void)
{
	char line[REMEMBERED_MAX];

	if (efi_variable_read_line(REMEMBERED_VARIABLE, line, sizeof(line)))
		say_lacks("an earlier takeover: %s; " REMEMBERED_ADVICE, line);
}

void survey_hardware(void)
{
	survey_remembered();
	survey_watchdog();
	survey_disks();
	survey_trouble();
}
