/* SPDX-License-Identifier: MIT */
#include "initrd-builder/cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/output.h"

int cmd_complain(const char *text)
{
	(void)fprintf(stderr, "mkinitrd: %s\n", text);
	return CMD_FAILED;
}

int cmd_usage(FILE *to)
{
	(void)fprintf(
		to,
		"usage: mkinitrd build -o OUT [-c CODEC[:LEVEL]] [--epoch SECONDS]\n"
		"                      [-D NAME=VALUE]… SPEC…\n"
		"       mkinitrd modules -o OUT --kernel-modules DIR [--class CLASS,…]…\n"
		"                      [--name NAME]… [--loaded-file FILE] [--alias-file FILE]\n"
		"                      [--blacklist NAME]… [--blacklist-file FILE]…\n"
		"                      [--firmware DIR] [--why NAME]… [-c CODEC[:LEVEL]]\n"
		"                      [--epoch SECONDS]\n"
		"       mkinitrd list [--long] IMAGE\n"
		"       mkinitrd extract [-C DIR] [--segment N] [--devices] [--same-owner]\n"
		"                      [--max-bytes N] [--max-entries N] IMAGE [PATH…]\n"
		"       mkinitrd cat [--max-bytes N] [--max-entries N] IMAGE PATH\n"
		"       mkinitrd verify [--tree] [--max-bytes N] [--max-entries N] IMAGE\n"
		"\n"
		"build    archives from specs, one segment each, compressed by the -c before it\n"
		"modules  the kernel archive: modules, all they need, and libkmod's indexes\n"
		"list     what an initrd holds, by the kernel's rules\n"
		"extract  the tree that the kernel makes of an initrd, or some of its paths\n"
		"cat      one file of it\n"
		"verify   what the kernel would drop or change in silence\n"
		"\n"
		"CODEC is none, gzip or zstd.  CLASS is one of: %s\n"
		"A full initrd is archives one behind the other:\n"
		"       cat base.cpio kernel.cpio >initrd\n",
		closure_class_names());
	return to == stdout ? 0 : CMD_USAGE;
}

int cmd_epoch(const char *option, uint32_t *ret)
{
	const char *text = option ? option : getenv("SOURCE_DATE_EPOCH");
	uint64_t value = 0;

	if (text && text_to_u64(text, strlen(text), UINT32_MAX, &value) != 0) {
		(void)fprintf(stderr, "mkinitrd: '%s' is no time in seconds up to %u\n",
			      text, UINT32_MAX);
		return -EINVAL;
	}
	*ret = (uint32_t)value;
	return 0;
}

int cmd_write(const char *path, uint32_t epoch,
	      int (*fill)(const void *job, struct archive *a), const void *job)
{
	cleanup_archive struct archive *a = NULL;
	cleanup_output struct output output = { .fd = -1 };
	int r = output_open(&output, path);

	if (r == 0)
		r = archive_new_to_fd(output.fd, epoch, &a);
	if (r == 0)
		r = fill(job, a);
	if (r == 0)
		r = output_commit(&output);
	if (r < 0)
		(void)fprintf(stderr, "mkinitrd: '%s': %s\n", path, strerror(-r));
	return r ? CMD_FAILED : 0;
}
