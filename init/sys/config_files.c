/* SPDX-License-Identifier: MIT */
#include "sys/config_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pure/changed_words.h"
#include "sys/io.h"

#define FOLDER  "/etc/takeover/cmdline.d"
#define CMDLINE "/proc/cmdline"

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && strcmp(entry->d_name + len - 5, ".conf") == 0;
}

static int apply_file(struct config *c, const char *path, const char *changed,
		      struct failure *why)
{
	char text[CONFIG_FILE_MAX], kept[CONFIG_FILE_MAX];
	ssize_t n = io_read_file(path, text, sizeof(text));

	if (n >= 0)
		n = changed_words_drop(text, changed, kept, sizeof(kept));
	if (n < 0)
		return failure_set(why, FAILURE_CONFIG_VALUE, path, "%s",
				   strerror((int)-n));
	return config_apply(c, kept, why);
}

static int apply_folder(struct config *c, struct failure *why)
{
	struct dirent **found = NULL;
	struct failure later;
	int n = scandir(FOLDER, &found, is_conf, alphasort), r = 0;

	if (n < 0 && errno != ENOENT)
		return failure_set(why, FAILURE_INTERNAL, FOLDER, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		char path[sizeof(FOLDER) + 256];

		(void)snprintf(path, sizeof(path), FOLDER "/%s", found[i]->d_name);
		if (apply_file(c, path, "", r < 0 ? &later : why) < 0)
			r = -EIO;
		free(found[i]);
	}
	free((void *)found);
	return r;
}

int config_files_read_baked(struct config *c, struct failure *why)
{
	int r = apply_folder(c, why);

	config_seal(c);
	return r;
}

int config_files_read(struct config *c, const char *changed, struct failure *why)
{
	struct failure later;
	int r = config_files_read_baked(c, why);

	if (apply_file(c, CMDLINE, changed, r < 0 ? &later : why) < 0)
		r = -EIO;
	if (config_apply(c, changed, r < 0 ? &later : why) < 0)
		r = -EIO;
	return r;
}
