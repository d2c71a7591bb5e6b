/* SPDX-License-Identifier: MIT */
#include "sys/cover.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/span.h"
#include "base/writer.h"
#include "pure/redact.h"
#include "sys/io.h"

enum {
	TEXT_SIZE = 16384,
	SHOWN_SIZE = 2 * TEXT_SIZE, /* "***" may be longer than what it stands for */
	PATH_SIZE = 64,
};

static int cover(const char *path, const char *with)
{
	return mount(with, path, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

int cover_file(const char *path)
{
	return cover(path, "/dev/null");
}

static void show_words(const char *text, size_t len, struct writer *to)
{
	struct redact redact = { .in_key = false };

	for (struct span rest = { text, len }; rest.len > 0;) {
		struct span line = span_take(&rest, '\n');

		redact_line(&redact, line.at, line.len, to);
		writer_text(to, "\n");
	}
}

int cover_words(const char *path)
{
	static char text[TEXT_SIZE], shown[SHOWN_SIZE];
	struct writer to = writer_over(shown, sizeof(shown));
	char file[PATH_SIZE]; /* others may do the same at this moment */
	ssize_t n = io_read_file(path, text, sizeof(text));

	if (n < 0)
		return n == -ENOENT ? 0 : cover_file(path);
	show_words(text, (size_t)n, &to);
	explicit_bzero(text, sizeof(text));
	(void)snprintf(file, sizeof(file), "/run/takeover/shown.%d", (int)getpid());
	int r = writer_ok(&to) ? io_replace_file(file, shown, to.len, 0444) : -EFBIG;

	if (r == 0)
		r = cover(path, file);
	(void)unlink(file); /* the mount keeps it */
	return r;
}
