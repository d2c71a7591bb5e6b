/* SPDX-License-Identifier: MIT */
#include "step/hooks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "pure/added_words.h"
#include "pure/hook.h"
#include "pure/url.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/process.h"

enum {
	LOOK_MS = 5 * 1000, /* how often PID 1 hears that it goes on */
	ALL_MS = 60 * 60 * 1000,
	VARIABLE_SIZE = URL_MAX + 32,
	VARIABLES = 8,
};

bool hooks_exist(const char *event)
{
	char path[64];

	(void)snprintf(path, sizeof(path), HOOK_FOLDER "/%s", event);
	return access(path, F_OK) == 0;
}

struct environment {
	char text[VARIABLES][VARIABLE_SIZE];
	const char *pointers[VARIABLES + 1];
	size_t count;
};

static void set(struct environment *e, const char *name, const char *value)
{
	(void)snprintf(e->text[e->count], VARIABLE_SIZE, "%s=%s", name, value);
	e->pointers[e->count] = e->text[e->count];
	e->count++;
}

/* Values of ours only: checked, printable, and without what is secret in a URL. */
static void fill(struct environment *e, const struct hooks_job *job)
{
	char shown[URL_MAX];

	e->count = 0;
	set(e, "PATH", "/bin:/lib/takeover");
	set(e, "TAKEOVER_EVENT", job->event);
	set(e, "TAKEOVER_TARGET", HOOK_TARGET);
	set(e, "TAKEOVER_STEP", job->step);
	if (job->url) {
		url_redact(job->url, shown, sizeof(shown));
		set(e, "TAKEOVER_URL", shown);
	}
	if (job->failure) {
		set(e, "TAKEOVER_CODE", failure_name(job->failure->code));
		set(e, "TAKEOVER_OBJECT", job->failure->object);
		set(e, "TAKEOVER_WHY", job->failure->why);
	}
	e->pointers[e->count] = NULL;
}

/* Wait for the program that runs them, one after the other, each with its deadline. */
static int wait_for(pid_t pid, int report_fd, int *ret_status)
{
	uint64_t until_ms = io_now_ms() + ALL_MS;

	for (;;) {
		int r = process_wait(pid, LOOK_MS, ret_status);

		if (r != -ETIMEDOUT)
			return r;
		if (io_now_ms() >= until_ms) {
			process_kill(pid);
			return r;
		}
		report_progress(report_fd);
	}
}

int hooks_run(const struct hooks_job *job, int report_fd, struct failure *why)
{
	static struct environment environment; /* large; one at a time in a process */
	const char *const argv[] = { "takeover", "hooks", job->event, NULL };
	const struct spawn how = { .path = HOOK_PROGRAM,
				   .argv = argv,
				   .envp = environment.pointers,
				   .fds = { -1, -1, -1, -1 } };
	char which[FAILURE_WHY_MAX] = "";
	int status = 0;
	pid_t pid;

	if (!hooks_exist(job->event))
		return 0;
	fill(&environment, job);
	int r = process_spawn(&how, &pid);

	if (r == 0)
		r = wait_for(pid, report_fd, &status);
	if (r == 0 && status == 0)
		return 0;
	if (r < 0)
		return failure_set(why, FAILURE_HOOK, job->event, "%s", strerror(-r));
	if (io_read_file(HOOK_RESULT, which, sizeof(which)) < 0)
		process_describe_status(status, which, sizeof(which));
	return failure_set(why,
			   WIFEXITED(status) && WEXITSTATUS(status) == HOOK_LATER
				   ? FAILURE_HOOK_LATER
				   : FAILURE_HOOK,
			   job->event, "%s", which);
}

no_return void hooks_worker(const void *arg, int report_fd)
{
	struct failure why;
	int r = hooks_run(arg, report_fd, &why);

	if (r < 0)
		report_failed(report_fd, &why);
	else
		report_ready(report_fd);
	_exit(r < 0);
}

int hooks_target_words(char *ret, size_t cap, struct failure *why)
{
	ssize_t n = io_read_file(HOOK_TARGET "/cmdline", ret, cap);
	char word[FAILURE_OBJECT_MAX];

	if (n < 0) {
		ret[0] = 0;
		return n == -ENOENT
			       ? 0
			       : failure_set(why, FAILURE_HOOK, HOOK_TARGET "/cmdline",
					     "%s", strerror((int)-n));
	}
	ret[strcspn(ret, "\n")] = 0;
	if (!added_words_allowed(ret, word, sizeof(word)))
		return failure_set(why, FAILURE_HOOK, word,
				   "hooks may not set this for the target");
	if (ret[0])
		log_line("load: hooks add to the target's command line");
	return 0;
}
