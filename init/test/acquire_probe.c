/* SPDX-License-Identifier: MIT */
/*
 * Fetching and proving an image without the rest of stage two, for source-*.sh.
 * usage: acquire_probe CMDLINE [unread]   in a root folder that is laid out like stage two's
 * Log lines, then "FAILED CODE OBJECT: WHY", or what would be loaded: the digests of kernel
 * and initrd, for which they are read once more unless it says not to, and the command line.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "step/source.h"
#include "sys/config_files.h"
#include "sys/digest.h"
#include "test/log_to_stdout.h"

static int failed(const struct failure *why)
{
	log_line("FAILED %s %s: %s", failure_name(why->code), why->object, why->why);
	return 1;
}

static void show(const char *name, const struct memory *m)
{
	uint8_t digest[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];

	digest_of(m->bytes, m->len, digest);
	text_to_hex(digest, sizeof(digest), hex);
	log_line("%s %s", name, hex);
}

int main(int argc, char **argv)
{
	static struct config config;
	struct failure why = { .code = FAILURE_NONE };
	struct verdict verdict;
	int report_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)signal(SIGPIPE, SIG_IGN);
	config_init(&config);
	if (argc < 2 || argc > 3 || config_files_read_baked(&config, &why) < 0 ||
	    config_apply(&config, argv[1], &why) < 0 || config_check(&config, &why) < 0)
		return failed(&why);
	for (size_t i = 0; i < config.url_count; i++) {
		const struct acquire a = {
			.config = &config,
			.url = config.urls[i % config.url_count],
			.way = LOAD_STORE,
			.report_fd = report_fd,
		};

		if (source_acquire(&a, &verdict, &why) == 0) {
			if (argc == 2) {
				show("KERNEL", &verdict.kernel);
				show("INITRD", &verdict.initrd);
			}
			log_line("CMDLINE %s", verdict.cmdline);
			return 0;
		}
		if (config.url_count > 1)
			log_line("next: %s", why.why);
	}
	return failed(&why);
}
