/* SPDX-License-Identifier: MIT */
#include "step/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/rescue_request.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	BLOCK_SIZE = 2048,
	AUTH_SIZE = 512,
};

static const char *const environment[] = { "PATH=/bin:/lib/takeover", "HOME=/root",
					   "TERM=linux", NULL };

/* No escape codes, 78 columns but for foreign words, at most ten lines: this must be
 * readable on any terminal. */
static void write_block(const struct rescue_story *story, struct writer *to)
{
	static const char rule[] =
		"======================================================================"
		"\r\n";
	const struct failure *f = story->failure;

	writer_text(to, rule);
	if (f->code == FAILURE_NONE)
		writer_printf(to, "RESCUE, as asked for: %s\r\n", f->object);
	else
		writer_printf(to,
			      "FAILED in step %s   %s\r\n"
			      "  what: %s\r\n"
			      "  why:  %s\r\n"
			      "  hint: %s\r\n",
			      story->step, failure_name(f->code), f->object, f->why,
			      failure_hint(f->code));
	writer_printf(to, "  last good step: %s\r\n", story->last_good);
	writer_printf(to, "  No disk was written.  %s\r\n", story->next);
	writer_text(to, rule);
}

void rescue_show(const struct rescue_story *story)
{
	char block[BLOCK_SIZE];
	struct writer to = writer_over(block, sizeof(block));

	write_block(story, &to);
	log_show("%s", block);
	int r = io_replace_file(RESCUE_REASON, block, to.len, 0600);

	if (r < 0)
		log_line("rescue: %s: %s", RESCUE_REASON, strerror(-r));
}

void rescue_show_countdown(const char *to, uint64_t left_ms, bool menu)
{
	log_line("rescue: %s in %llu s%s", to,
		 (unsigned long long)((left_ms + 999) / 1000),
		 menu ? "; Enter for the menu" : "");
}

bool rescue_is_offered(void)
{
	char auth[AUTH_SIZE];
	/* no such file: nothing was fixed at build */
	bool offered = io_read_file(RESCUE_AUTH, auth, sizeof(auth)) < 0 ||
		       !text_starts_with(auth, "off");

	explicit_bzero(auth, sizeof(auth)); /* it may have a password's hash */
	return offered;
}

/* Make the console ours, or Ctrl-C would not work in a shell.  A worker leads a session
 * of its own already. */
static int take_terminal(const char *path)
{
	int fd = open(path, O_RDWR);

	if (fd < 0 || ioctl(fd, TIOCSCTTY, 1) < 0)
		return -errno;
	for (int i = 0; i < 3; i++)
		if (dup2(fd, i) < 0)
			return -errno;
	if (fd > 2)
		(void)close(fd);
	return 0;
}

static no_return void become(const char *subcommand)
{
	const char *const argv[] = { "takeover", subcommand, NULL };
	int r = process_exec(RESCUE_PROGRAM, argv, environment);

	log_line("rescue: %s: %s", RESCUE_PROGRAM, strerror(-r));
	_exit(1);
}

no_return void rescue_menu(const void *arg, int report_fd)
{
	const int *console = arg;
	const char *path = log_console_path(*console);
	int r = take_terminal(path);

	(void)report_fd;
	if (r < 0)
		log_line("rescue: %s: %s", path, strerror(-r));
	become("menu");
}

no_return void rescue_run(const void *arg, int report_fd)
{
	(void)report_fd;
	become(arg);
}
