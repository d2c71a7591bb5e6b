/* SPDX-License-Identifier: MIT */
#include "step/disk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "pure/host_disk.h"
#include "pure/url_resolve.h"
#include "step/paths.h"
#include "sys/block_dev.h"
#include "sys/block_probe.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/mounts.h"
#include "sys/rooted.h"

enum {
	/* A USB disk takes five seconds to spin up.  What takes longer is found by the next
	 * try, when the mirrors have been asked. */
	PATIENCE_MS = 10 * 1000,
	PAUSE_MS = 250,
	OPTIONS_SIZE = 64,
};

/* What is looked for, and what was found. */
struct search {
	char name[sizeof("PARTLABEL")]; /* "UUID", "" for a path */
	const char *value;
	struct block_dev dev;
	struct block_content content;
	size_t found;
	struct block_dev other; /* another one that is called the same */
};

/* The disk that is mounted at PATH_DISK, as it was asked for. */
static char mounted[URL_MAX];

static bool is_same(const char *got, const char *wanted, bool is_id)
{
	/* programs do not agree whether an id's letters are capitals */
	return got[0] && (is_id ? strcasecmp(got, wanted) : strcmp(got, wanted)) == 0;
}

static bool is_wanted(const struct search *s, const struct block_dev *dev,
		      const struct block_content *c)
{
	if (!s->name[0])
		return strcmp(dev->path, s->value) == 0;
	if (strcmp(s->name, "LABEL") == 0)
		return is_same(c->label, s->value, false);
	if (strcmp(s->name, "UUID") == 0)
		return is_same(c->uuid, s->value, true);
	if (strcmp(s->name, "PARTLABEL") == 0)
		return is_same(c->part_label, s->value, false);
	return is_same(c->part_uuid, s->value, true);
}

static void look_at(void *context, const struct block_dev *dev)
{
	struct search *s = context;
	struct block_content content;

	/* one that cannot be read is none that is looked for */
	if (block_probe(dev->path, &content) < 0 || !is_wanted(s, dev, &content))
		return;
	if (s->found++ > 0) {
		s->other = *dev;
		return;
	}
	s->dev = *dev;
	s->content = content;
}

static struct search search_for(const char *disk)
{
	const char *equals = disk[0] == '/' ? NULL : strchr(disk, '=');
	struct search s = { .value = equals ? equals + 1 : disk };

	if (equals)
		(void)snprintf(s.name, sizeof(s.name), "%.*s", (int)(equals - disk),
			       disk);
	return s;
}

/* Returns true as soon as it is there. */
static bool wait_for(struct search *s)
{
	uint64_t until_ms = io_now_ms() + PATIENCE_MS;
	bool is_told = false;

	for (;;) {
		s->found = 0;
		int r = block_dev_walk(look_at, s);

		if (r == 0 && s->found > 0)
			return true;
		if (io_now_ms() >= until_ms)
			return false;
		if (!is_told)
			log_line("fetch: %s%s%s is not there yet", s->name,
				 s->name[0] ? "=" : "", s->value);
		is_told = true;
		(void)poll(NULL, 0, PAUSE_MS);
	}
}

/* Why a file system of this type is not mounted. */
static const char *obstacle(const char *type)
{
	const char *remark = host_disk_remark(type);

	return remark ? remark : type[0] ? type : "no file system that is known";
}

static int mount_disk(const struct search *s, const char *text, struct failure *why)
{
	const char *type = s->content.type, *own = host_disk_options(type);
	char options[OPTIONS_SIZE];

	if (!own)
		return failure_set(why, FAILURE_DISK_MOUNT, text, "%s: %s", s->dev.path,
				   obstacle(type));
	(void)snprintf(options, sizeof(options), "%s,nodev,nosuid,noexec", own);
	int r = mounted[0] ? mounts_remove(PATH_DISK) : mounts_keep_to_oneself();

	mounted[0] = 0;
	if (r == 0)
		r = mounts_add(s->dev.path, PATH_DISK, type, options);
	/* mounted elsewhere to be written to, as by a person in the rescue or by a host */
	if (r == 0 && !mounts_is_at(PATH_DISK))
		r = -EBUSY;
	if (r < 0)
		return failure_set(why, FAILURE_DISK_MOUNT, text, "%s, %s: %s",
				   s->dev.path, type,
				   r == -ENODEV ? "this kernel does not have the file "
						  "system, or the initrd not its module"
						: strerror(-r));
	log_line("fetch: %s has %s; mounted with '%s'", s->dev.path, type, options);
	return 0;
}

/* Returns 0 with the disk at PATH_DISK. */
static int provide(const char *disk, const char *text, struct failure *why)
{
	struct search s = search_for(disk);

	if (strcmp(disk, mounted) == 0)
		return 0;
	if (!wait_for(&s))
		return failure_set(why, FAILURE_DISK_NONE, text,
				   "no disk is called so, %d s long", PATIENCE_MS / 1000);
	if (s.found > 1)
		log_line("fetch: %s is called so, and so is %s: the first one is taken",
			 s.dev.path, s.other.path);
	int r = mount_disk(&s, text, why);

	return r < 0 ? r : text_copy(mounted, sizeof(mounted), disk);
}

int disk_open(const char *text, const struct url *url, struct failure *why)
{
	char disk[URL_MAX], path[URL_MAX];

	if (url_decode(url->disk, disk, sizeof(disk)) < 0 ||
	    url_decode(url->path, path, sizeof(path)) < 0)
		return failure_set(why, FAILURE_CONFIG_URL, text,
				   "has an encoded slash or NUL");
	if (url->scheme == URL_DISK && provide(disk, text, why) < 0)
		return -EIO;
	int fd = rooted_open(url->scheme == URL_DISK ? PATH_DISK : "/", path);

	if (fd >= 0)
		return fd;
	return failure_set(why, FAILURE_DISK_FILE, text, "%s",
			   fd == -EISDIR ? "is not a regular file" : strerror(-fd));
}

void disk_look(const struct url *url, char ret[static DISK_WORDS_SIZE])
{
	char disk[URL_MAX];

	if (url_decode(url->disk, disk, sizeof(disk)) < 0)
		disk[0] = 0; /* no disk is called so */
	struct search s = search_for(disk);
	const char *type = s.content.type;

	if (block_dev_walk(look_at, &s) < 0 || s.found == 0)
		(void)snprintf(ret, DISK_WORDS_SIZE, "no disk here is called so now");
	else
		(void)snprintf(ret, DISK_WORDS_SIZE, "here it is %s: %s", s.dev.path,
			       host_disk_options(type) ? type : obstacle(type));
}
