/* SPDX-License-Identifier: MIT */
#include "host/base_config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "host/base_archive.h"
#include "host/say.h"
#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"
#include "pure/config.h"
#include "sys/config_files.h"
#include "sys/fd.h"
#include "sys/memfile.h"
#include "sys/memory.h"

#define WORDS "etc/takeover/cmdline.d/"
#define KEYS  "etc/takeover/keys.d/"

struct reading {
	struct config *config;
	struct failure *why;
	struct failure later;
	int error;
};

static int add_words(struct config *c, const struct image_entry *entry,
		     struct failure *why)
{
	char text[CONFIG_FILE_MAX];

	if (entry->data_len >= sizeof(text))
		return failure_set(why, FAILURE_CONFIG_VALUE, entry->item.path, "%s",
				   strerror(EFBIG));
	memcpy(text, entry->item.data, entry->data_len);
	text[entry->data_len] = 0;
	return config_apply(c, text, why);
}

static int add_keys(struct config *c, const struct image_entry *entry,
		    struct failure *why)
{
	if (trust_add_keys(&c->trust, (const char *)entry->item.data, entry->data_len) <
	    0)
		return failure_set(why, FAILURE_CONFIG_VALUE, entry->item.path,
				   "has no public keys");
	return 0;
}

/* All files are taken, even behind one that is wrong: they may be what narrows. */
static int take(void *context, const struct image_entry *entry)
{
	struct reading *r = context;
	struct failure *why = r->error < 0 ? &r->later : r->why;
	const char *path = entry->item.path;
	int error = 0;

	if (!S_ISREG(entry->item.header.mode))
		return 0;
	if (text_starts_with(path, WORDS) && text_ends_with(path, ".conf"))
		error = add_words(r->config, entry, why);
	else if (text_starts_with(path, KEYS) && path[sizeof(KEYS) - 1] != '.')
		error = add_keys(r->config, entry, why);
	if (error < 0)
		r->error = error;
	return 0;
}

int base_config_read(struct config *c, struct failure *why)
{
	struct reading reading = { .config = c, .why = why };
	cleanup_memory struct memory archive = { .bytes = NULL };
	cleanup_fd int fd = memfile_new("base");
	struct reason reason;
	int r = fd < 0 ? fd : 0;

	if (r == 0 && base_archive_write(fd, false) < 0)
		return -EBADMSG;
	if (r == 0)
		r = memory_map_file(&archive, fd);
	if (r < 0)
		(void)reason_set(&reason, r, "%s", strerror(-r));
	else
		r = image_walk(archive.bytes, archive.len, take, &reading, &reason);
	if (r < 0) {
		(void)say_error("E-HOST-ARCHIVE", "base archive: %s", reason.text);
		return -EBADMSG;
	}
	config_seal(c);
	return reading.error;
}
