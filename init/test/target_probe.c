/* SPDX-License-Identifier: MIT */
/*
 * What would be appended to a verified image, for nothing-is-smuggled-past-a-signature.sh.
 * usage: target_probe IMAGE-CMDLINE CMDLINE   in a root folder that is laid out like stage two's
 * Log lines, then "FAILED CODE OBJECT: WHY", or the target's command line; its archive, if
 * there is one, goes to /archive.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "step/hooks.h"
#include "step/reach.h"
#include "step/state.h"
#include "step/target_line.h"
#include "sys/config_files.h"
#include "sys/io.h"
#include "test/log_to_stdout.h"

enum {
	ARCHIVE_MODE = 0600,
};

/* In place of step/reach.c, which brings the network's part of the loader with it. */
const char *reach_keys(void)
{
	return "";
}

static int read_config(struct config *c, const char *cmdline, struct failure *why)
{
	config_init(c);
	if (config_files_read_baked(c, why) < 0 || config_apply(c, cmdline, why) < 0)
		return -1;
	return config_check(c, why);
}

/* As step/loader.c does it: hooks first. */
static int add_hooks_words(struct config *c, struct failure *why)
{
	char words[CONFIG_APPEND_SIZE], all[CONFIG_APPEND_SIZE];
	struct writer to = writer_over(all, sizeof(all));

	if (hooks_target_words(words, sizeof(words), why) < 0)
		return -1;
	writer_printf(&to, "%s%s%s", words, words[0] && c->append[0] ? " " : "",
		      c->append);
	memcpy(c->append, all, sizeof(all));
	return 0;
}

int main(int argc, char **argv)
{
	static struct config config;
	struct failure why = { .code = FAILURE_NONE };
	struct verdict verdict = { .is = VERDICT_HOLDS };
	char line[TARGET_CMDLINE_SIZE];
	struct memory archive = { .bytes = NULL };

	if (argc != 3)
		return 2;
	(void)snprintf(verdict.cmdline, sizeof(verdict.cmdline), "%s", argv[1]);
	if (read_config(&config, argv[2], &why) < 0 ||
	    add_hooks_words(&config, &why) < 0 ||
	    target_line_build(&verdict, &config, TARGET_CMDLINE_SIZE - 1, line, &why) <
		    0 ||
	    state_build(&archive, &why) < 0) {
		log_line("FAILED %s %s: %s", failure_name(why.code), why.object, why.why);
		return 1;
	}
	log_line("CMDLINE %s", line);
	(void)unlink("/archive");
	return archive.len == 0 ? 0
				: io_replace_file("/archive", archive.bytes, archive.len,
						  ARCHIVE_MODE) < 0;
}
