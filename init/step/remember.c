/* SPDX-License-Identifier: MIT */
#include "step/remember.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/writer.h"
#include "pure/remembered.h"
#include "pure/url.h"
#include "sys/clock.h"
#include "sys/efi_variable.h"
#include "sys/log.h"
#include "sys/mounts.h"

static void begin(struct writer *line)
{
	char now[CLOCK_TEXT_SIZE];

	clock_text(time(NULL), now);
	writer_printf(line, "%s: ", now);
}

/* What is to be replaced: of an earlier start, whose end nobody here has seen. */
static void show_earlier(void)
{
	char line[REMEMBERED_MAX];

	if (efi_variable_read_line(REMEMBERED_VARIABLE, line, sizeof(line)))
		log_line("remember: an earlier takeover: %s; " REMEMBERED_ADVICE, line);
}

/* Stage two does not depend on it: that it fails is only said. */
static void leave(const struct writer *line)
{
	int r = mounts_add("efivarfs", EFI_VARIABLES, "efivarfs", "nosuid,nodev,noexec");

	if (r == 0) {
		show_earlier();
		r = efi_variable_write(REMEMBERED_VARIABLE, line->start, line->len);
	}
	if (r < 0)
		log_line("remember: the firmware does not keep it: %s", strerror(-r));
	else
		log_line("remember: the firmware keeps: %s", (const char *)line->start);
}

void remember_jump(const struct config *config)
{
	char text[REMEMBERED_MAX], shown[CONFIG_URL_SIZE] = "?";
	struct writer line = writer_over(text, sizeof(text));

	if (config->url_count > 0)
		url_redact(config->urls[0], shown, sizeof(shown));
	begin(&line);
	writer_printf(&line, "left for the target of %.256s", shown);
	leave(&line);
}

no_return void remember_failure(const void *arg, int report_fd)
{
	const struct rescue_story *story = arg;
	const struct failure *f = story->failure;
	char text[REMEMBERED_MAX];
	struct writer line = writer_over(text, sizeof(text));

	(void)report_fd;
	begin(&line);
	writer_printf(&line, "failed in step %s: %s %.160s: %.160s", story->step,
		      failure_name(f->code), f->object, f->why);
	leave(&line);
	_exit(0);
}
