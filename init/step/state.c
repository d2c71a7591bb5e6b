/* SPDX-License-Identifier: MIT */
#include "step/state.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pure/hook.h"
#include "pure/newc.h"
#include "pure/rescue_request.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	FILE_MAX = 1 << 20, /* a large routing table, as JSON */
	ARCHIVE_MAX = 8 << 20,
	HOST_KEYS_MAX = 16,
	PATH_SIZE = 512,
	TREE_DEPTH_MAX = 6,
	FILES_MAX = 512,
	REPORT_MS = 60 * 1000, /* its commands have deadlines of their own */
	MTIME_S = 1,           /* as everything in a NixOS store has */
};

struct state {
	struct newc_builder archive;
	int files;
};

/* With what closes the archive.  Hooks put files there, too: too many are no fault of ours. */
static bool has_room(const struct state *s, const char *path, size_t len)
{
	size_t entry = newc_head_len(strlen(path)) + len + NEWC_ALIGN;
	size_t end = newc_head_len(strlen(NEWC_TRAILER)) + NEWC_SEGMENT_ALIGN;

	if (s->files < FILES_MAX && s->archive.len + entry + end <= ARCHIVE_MAX)
		return true;
	log_line("load: state: no room for '%s': left out", path);
	return false;
}

/* A link could name anything of stage two's own: only plain files go along. */
static void add_file_from(struct state *s, const char *absolute, const char *path)
{
	cleanup_with(io_free) uint8_t *bytes = NULL;
	struct stat st;
	size_t len;

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
	if (!has_room(s, path, len))
		return;
	newc_add(&s->archive, path, S_IFREG | (st.st_mode & 0777), bytes, len);
	s->files++;
}

static void add_file(struct state *s, const char *path)
{
	char absolute[PATH_SIZE];

	(void)snprintf(absolute, sizeof(absolute), "/%s", path);
	add_file_from(s, absolute, path);
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

static int is_no_dot(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* All below @root/@path, as @path: plain files and folders. */
static void add_tree(struct state *s, const char *root, const char *path, int depth)
{
	char absolute[PATH_SIZE];
	struct dirent **found = NULL;
	struct stat st;

	(void)snprintf(absolute, sizeof(absolute), "%s/%s", root, path);
	if (lstat(absolute, &st) < 0)
		return;
	if (!S_ISDIR(st.st_mode)) {
		add_file_from(s, absolute, path);
		return;
	}
	if (!has_room(s, path, 0))
		return;
	int n = depth < TREE_DEPTH_MAX ? scandir(absolute, &found, is_no_dot, alphasort)
				       : 0;

	newc_add(&s->archive, path, S_IFDIR | 0755, NULL, 0);
	for (int i = 0; i < n; i++) {
		char below[PATH_SIZE];
		int len = snprintf(below, sizeof(below), "%s/%s", path, found[i]->d_name);

		if (len < PATH_SIZE / 2)
			add_tree(s, root, below, depth + 1);
		free(found[i]);
	}
	free((void *)found);
}

/* What happened up to here goes along: the one who looks for it may be in the target. */
static void write_report(void)
{
	static const char *const argv[] = { "takeover", "report", "write", NULL };
	static const char *const envp[] = { "PATH=/bin", NULL };
	const struct spawn how = { .path = RESCUE_PROGRAM,
				   .argv = argv,
				   .envp = envp,
				   .fds = { -1, -1, -1, -1 } };
	int status = 0, r;
	pid_t pid;

	r = process_spawn(&how, &pid);
	if (r == 0) {
		r = process_wait(pid, REPORT_MS, &status);
		if (r < 0)
			process_kill(pid);
	}
	if (r < 0 || status != 0)
		log_line("load: state: no report: %s",
			 r < 0 ? strerror(-r) : "it could not be written");
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
	if (s.files == 0)
		log_line(
			"load: state: the host handed nothing over: the target gets no keys "
			"and no addresses");
	write_report();
	add_tree(&s, "", "takeover", 0);
	add_tree(&s, HOOK_TARGET, "takeover", 0);
	if (access(RESCUE_REPORT, F_OK) == 0)
		add_file_from(&s, RESCUE_REPORT, "takeover/report.txt");
	*ret = (struct memory){ .bytes = NULL };
	if (s.files == 0)
		return 0;
	r = newc_finish(&s.archive);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, "state archive", "%s",
				   strerror(-r));
	memory.len = s.archive.len;
	*ret = memory;
	memory.bytes = NULL; /* the caller's now */
	log_line("load: state: %d files go on to the target", s.files);
	return 0;
}

/* Every host has addresses, if only that of its loopback. */
bool state_was_handed_over(void)
{
	return access("/addrs.json", F_OK) == 0;
}
