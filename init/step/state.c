/* SPDX-License-Identifier: MIT */
#include "step/state.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "pure/newc.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	FILE_MAX = 1 << 20, /* a large routing table, as JSON */
	ARCHIVE_MAX = 8 << 20,
	HOST_KEYS_MAX = 16,
	PATH_SIZE = 512,
	MTIME_S = 1, /* as everything in a NixOS store has */
};

struct state {
	struct newc_builder archive;
	int files;
};

static void free_bytes(uint8_t **bytes)
{
	free(*bytes);
}

/* A link could name anything of stage two's own: only plain files go along. */
static void add_file(struct state *s, const char *path)
{
	cleanup_with(free_bytes) uint8_t *bytes = NULL;
	char absolute[PATH_SIZE];
	struct stat st;
	size_t len;

	(void)snprintf(absolute, sizeof(absolute), "/%s", path);
	if (lstat(absolute, &st) < 0)
		return;
	if (!S_ISREG(st.st_mode)) {
		log_line("load: state: '%s' is no plain file: left out", path);
		return;
	}
	int r = io_load_file(absolute, FILE_MAX, &bytes, &len);

	if (r < 0) {
		log_line("load: state: '%s': %s: left out", path, strerror(-r));
		return;
	}
	newc_add(&s->archive, path, S_IFREG | (st.st_mode & 0777), bytes, len);
	s->files++;
}

static int is_host_key(const struct dirent *entry)
{
	return text_starts_with(entry->d_name, "ssh_host_");
}

static void add_ssh(struct state *s)
{
	struct dirent **found = NULL;
	int n = scandir("/ssh", &found, is_host_key, alphasort);

	if (n < 0)
		return; /* the host left no keys */
	newc_add(&s->archive, "ssh", S_IFDIR | 0755, NULL, 0);
	add_file(s, "ssh/authorized_keys");
	for (int i = 0; i < n; i++) {
		char path[PATH_SIZE];

		(void)snprintf(path, sizeof(path), "ssh/%s", found[i]->d_name);
		if (i < HOST_KEYS_MAX)
			add_file(s, path);
		free(found[i]);
	}
	free((void *)found);
}

int state_build(struct memory *ret, struct failure *why)
{
	static const char *const plain[] = { "addrs.json", "routes-v4.json",
					     "routes-v6.json", "machine-id" };
	cleanup_memory struct memory memory = { .bytes = NULL };
	int r = memory_reserve(&memory, ARCHIVE_MAX);

	if (r < 0)
		return failure_set(why, FAILURE_RAM, "state archive", "%s", strerror(-r));
	struct state s = { .archive = newc_build_in(memory.bytes, memory.room, MTIME_S) };

	add_ssh(&s);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		add_file(&s, plain[i]);
	*ret = (struct memory){ .bytes = NULL };
	if (s.files == 0) {
		log_line(
			"load: state: the host handed nothing over: the target gets no keys "
			"and no addresses");
		return 0;
	}
	r = newc_finish(&s.archive);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, "state archive", "%s",
				   strerror(-r));
	memory.len = s.archive.len;
	*ret = memory;
	memory.bytes = NULL; /* the caller's now */
	log_line("load: state: %d files of the host go on to the target", s.files);
	return 0;
}
