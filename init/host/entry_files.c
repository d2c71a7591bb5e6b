/* SPDX-License-Identifier: MIT */
/* What all boot loaders' entries have in common: files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "host/entry_place.h"
#include "host/say.h"
#include "sys/io.h"

enum {
	CONFIG_MAX = 1 << 20, /* a custom.cfg of a person has a few KiB */
};

int entry_path(const struct entry_place *place, const char *name,
	       char ret[static PATH_MAX])
{
	int n = snprintf(ret, PATH_MAX, "%s/%s", place->folder, name);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int entry_find_folder(struct entry_place *place, const char *const *folders, size_t count,
		      const char *inside)
{
	for (size_t i = 0; i < count; i++) {
		char path[PATH_MAX];

		(void)snprintf(path, sizeof(path), "%s/%s", folders[i], inside);
		if (access(path, F_OK) != 0)
			continue;
		(void)snprintf(place->folder, sizeof(place->folder), "%s", folders[i]);
		return 0;
	}
	return -ENOENT;
}

static int replace(const char *path, const uint8_t *text, size_t len, const char *part)
{
	size_t room = len + strlen(part) + 2;
	char *made = malloc(room);
	int r;

	if (!made)
		return -ENOMEM;
	struct writer to = writer_over(made, room);

	r = boot_entry_strip((const char *)text, len, &to);
	if (r == 0 && *part && to.len > 0 && to.start[to.len - 1] != '\n')
		writer_text(&to, "\n");
	writer_text(&to, part);
	if (r == 0 && to.len > 0)
		r = io_replace_file(path, made, to.len, 0644);
	else if (r == 0 && unlink(path) < 0 && errno != ENOENT)
		r = -errno;
	free(made);
	return r;
}

int entry_replace_part(const char *path, const char *part)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int r = io_load_file(path, CONFIG_MAX, &text, &len);

	if (r == -ENOENT && !*part)
		return 0;
	if (r == 0 || r == -ENOENT)
		r = replace(path, r == 0 ? text : (const uint8_t *)"", len, part);
	free(text);
	if (r == -EBADMSG)
		return say_error("E-HOST-ENTRY",
				 "%s: our part of it has no end: edit it first", path);
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r)) : 0;
}
