/* SPDX-License-Identifier: MIT */
/* What all boot loaders' entries have in common: files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writer.h"
#include "host/entry_place.h"
#include "host/say.h"
#include "sys/fd.h"
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

/* A person's file keeps its mode: it may have passwords. */
static mode_t mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0644 : st.st_mode & 0777;
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
		r = io_replace_file(path, made, to.len, mode_of(path));
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

/* --- files of ours -------------------------------------------------------------------- */

static int open_temporary(struct entry_file *f, bool is_secret)
{
	mode_t mode = is_secret ? 0600 : 0644;
	struct stat st;

	/* one that was killed may have left its own */
	(void)unlink(f->temporary);
	f->fd = open(f->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (f->fd < 0 || fchmod(f->fd, mode) < 0 || fstat(f->fd, &st) < 0)
		return -errno;
	/* FAT has no such thing as a mode */
	return is_secret && (st.st_mode & 077) ? -EPERM : 0;
}

int entry_file_begin(const struct entry_place *place, const char *name, bool is_secret,
		     struct entry_file *ret)
{
	int n, r = entry_path(place, name, ret->path);

	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", name, strerror(-r));
	n = snprintf(ret->temporary, sizeof(ret->temporary), "%s.tmp", ret->path);
	r = n < 0 || (size_t)n >= sizeof(ret->temporary) ? -ENAMETOOLONG
							 : open_temporary(ret, is_secret);
	if (r == -EPERM && is_secret)
		return say_error("E-HOST-ENTRY",
				 "%s: this file system keeps no secrets; go without "
				 "--with-state",
				 ret->path);
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", ret->path, strerror(-r)) : 0;
}

int entry_file_finish(struct entry_file *file)
{
	int r = fsync(file->fd) < 0 ? -errno : 0;

	if (r == 0 && rename(file->temporary, file->path) < 0)
		r = -errno;
	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", file->path, strerror(-r));
	close_fdp(&file->fd);
	return 0;
}

void entry_file_drop(struct entry_file *file)
{
	if (file->fd < 0)
		return;
	(void)unlink(file->temporary);
	close_fdp(&file->fd);
}

void entry_files_remove(const struct entry_place *place)
{
	static const char *const names[] = { ENTRY_KERNEL, ENTRY_INITRD,
					     ENTRY_KERNEL ".tmp", ENTRY_INITRD ".tmp" };
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (entry_path(place, names[i], path) == 0)
			(void)unlink(path);
	if (entry_path(place, BOOT_ENTRY_ID, path) == 0)
		(void)rmdir(path);
}
