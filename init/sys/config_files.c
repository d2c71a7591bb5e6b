/* SPDX-License-Identifier: MIT */
#include "sys/config_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "pure/changed_words.h"
#include "pure/rescue_request.h"
#include "sys/io.h"

#define WORDS   "/etc/takeover/cmdline.d"
#define KEYS    "/etc/takeover/keys.d"
#define CMDLINE "/proc/cmdline"

static int is_conf(const struct dirent *entry)
{
	return text_ends_with(entry->d_name, ".conf");
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

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_words(struct config *c, const char *path, struct failure *why)
{
	return apply_file(c, path, "", why);
}

static int add_keys(struct config *c, const char *path, struct failure *why)
{
	char text[CONFIG_FILE_MAX];
	ssize_t n = io_read_file(path, text, sizeof(text));

	if (n < 0 || trust_add_keys(&c->trust, text, (size_t)n) < 0)
		return failure_set(
			why, FAILURE_CONFIG_VALUE, path,
			"wants public keys of minisign or Nix, a line each, at "
			"most 8");
	return 0;
}

struct folder {
	const char *path;
	int (*is_wanted)(const struct dirent *entry);
	int (*add)(struct config *c, const char *path, struct failure *why);
};

/* All files are taken, even behind one that is wrong: they may be what narrows. */
static int apply_folder(struct config *c, const struct folder *f, struct failure *why)
{
	struct dirent **found = NULL;
	struct failure later;
	int n = scandir(f->path, &found, f->is_wanted, alphasort), r = 0;

	if (n < 0 && errno != ENOENT)
		return failure_set(why, FAILURE_INTERNAL, f->path, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		char path[sizeof(WORDS) + 256];

		(void)snprintf(path, sizeof(path), "%s/%s", f->path, found[i]->d_name);
		if (f->add(c, path, r < 0 ? &later : why) < 0)
			r = -EIO;
		free(found[i]);
	}
	free((void *)found);
	return r;
}

int config_files_read_baked(struct config *c, struct failure *why)
{
	static const struct folder folders[] = {
		{ WORDS, is_conf, add_words },
		{ KEYS, is_visible, add_keys },
	};
	struct failure later;
	int r = 0;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (apply_folder(c, &folders[i], r < 0 ? &later : why) < 0)
			r = -EIO;
	config_seal(c);
	return r;
}

int config_files_read(struct config *c, struct failure *why)
{
	char changed[RESCUE_WORDS_SIZE];
	struct failure later;

	if (io_read_file(RESCUE_WORDS, changed, sizeof(changed)) < 0)
		changed[0] = 0;
	config_init(c);
	int r = config_files_read_baked(c, why);

	if (apply_file(c, CMDLINE, changed, r < 0 ? &later : why) < 0)
		r = -EIO;
	if (config_apply(c, changed, r < 0 ? &later : why) < 0)
		r = -EIO;
	return r;
}
