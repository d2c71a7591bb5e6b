/* SPDX-License-Identifier: MIT */
/* mkinitrd: the command line.  All work is done by the library beside it; this is the
 * only file of the builder that prints. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/build.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"
#include "sys/fd.h"

enum {
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	LIST_MAX = 256, /* of any option that may be repeated */
	OUTPUT_PATH_MAX = 4096,
};

static int complain(const char *text)
{
	(void)fprintf(stderr, "mkinitrd: %s\n", text);
	return EXIT_FAILED;
}

static int usage(FILE *to)
{
	(void)fputs(
		"usage: mkinitrd build -o OUT [--compress CODEC[:LEVEL]] [--epoch SECONDS]\n"
		"                      [-D NAME=VALUE]… SPEC…\n",
		to);
	return to == stdout ? 0 : EXIT_USAGE;
}

/* --- the output: a temporary file beside it, renamed when it is whole --------------- */

struct output {
	const char *path;
	char temporary[OUTPUT_PATH_MAX];
	int fd;
};

static int output_open(struct output *o, const char *path)
{
	int len = snprintf(o->temporary, sizeof(o->temporary), "%s.XXXXXX", path);

	o->path = path;
	if (len >= (int)sizeof(o->temporary))
		return -ENAMETOOLONG;
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	return o->fd < 0 ? -errno : 0;
}

static int output_commit(struct output *o)
{
	/* Not what the umask would make of it. */
	if (fchmod(o->fd, 0644) != 0 || rename(o->temporary, o->path) != 0)
		return -errno;
	(void)close(o->fd);
	o->fd = -1;
	return 0;
}

/* Nothing half-written stays. */
static void output_abandon(struct output *o)
{
	if (o->fd < 0)
		return;
	(void)close(o->fd);
	(void)unlink(o->temporary);
}

/* --- options that several subcommands have ------------------------------------------ */

static int parse_epoch(const char *text, uint32_t *ret)
{
	uint64_t value;

	if (text_to_u64(text, strlen(text), UINT32_MAX, &value) != 0)
		return -EINVAL;
	*ret = (uint32_t)value;
	return 0;
}

/* --epoch, or SOURCE_DATE_EPOCH, or 1970: never the time of day. */
static int find_epoch(const char *option, uint32_t *ret)
{
	const char *text = option ? option : getenv("SOURCE_DATE_EPOCH");

	*ret = 0;
	if (!text || parse_epoch(text, ret) == 0)
		return 0;
	(void)fprintf(stderr, "mkinitrd: '%s' is no time in seconds up to 4294967295\n",
		      text);
	return -EINVAL;
}

/* --- build ---------------------------------------------------------------------------- */

struct segment {
	const char *spec;
	struct compression compression;
};

struct build_options {
	const char *output, *epoch;
	struct segment segments[LIST_MAX];
	size_t segments_len;
	struct spec_definition definitions[LIST_MAX];
	size_t definitions_len;
};

static int take_definition(struct build_options *o, const char *text)
{
	if (o->definitions_len < LIST_MAX &&
	    spec_parse_definition(text, &o->definitions[o->definitions_len]) == 0) {
		o->definitions_len++;
		return 0;
	}
	(void)fprintf(stderr, "mkinitrd: -D '%s' is not NAME=VALUE, or one too many\n",
		      text);
	return -EINVAL;
}

static int take_spec(struct build_options *o, const char *path, struct compression c)
{
	if (o->segments_len == LIST_MAX) {
		(void)complain("too many specs");
		return -EINVAL;
	}
	o->segments[o->segments_len++] =
		(struct segment){ .spec = path, .compression = c };
	return 0;
}

static int parse_build_options(int argc, char **argv, struct build_options *o)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "compress", required_argument, NULL, 'c' },
		{ "epoch", required_argument, NULL, 'e' },
		{ "define", required_argument, NULL, 'D' },
		{ 0 },
	};
	struct compression compression = COMPRESSION_NONE;
	struct reason why;
	int option, r = 0;

	/* '-': specs come in the order of the options, so that each can be compressed in
	 * its own way. */
	while (r == 0 &&
	       (option = getopt_long(argc, argv, "-o:c:D:", known, NULL)) != -1) {
		if (option == 'o')
			o->output = optarg;
		else if (option == 'e')
			o->epoch = optarg;
		else if (option == 'D')
			r = take_definition(o, optarg);
		else if (option == 1)
			r = take_spec(o, optarg, compression);
		else if (option == '?')
			r = -EINVAL;
		else if (compression_parse(optarg, &compression, &why) != 0)
			r = (complain(why.text), -EINVAL);
	}
	for (; r == 0 && optind < argc; optind++)
		r = take_spec(o, argv[optind], compression);
	return r;
}

static int build_segments(const struct build_options *o, struct archive *a)
{
	const struct spec_definitions definitions = { o->definitions,
						      o->definitions_len };
	struct reason why;

	for (size_t i = 0; i < o->segments_len; i++) {
		if (archive_begin(a, o->segments[i].compression) != 0)
			return complain(archive_why(a));
		if (build_spec(a, o->segments[i].spec, &definitions, &why) != 0)
			return complain(why.text);
	}
	return archive_finish(a) ? complain(archive_why(a)) : 0;
}

static int cmd_build(int argc, char **argv)
{
	static struct build_options o;
	cleanup_archive struct archive *a = NULL;
	struct output output = { .fd = -1 };
	uint32_t epoch;
	int r;

	if (parse_build_options(argc, argv, &o) != 0 || !o.output ||
	    o.segments_len == 0 || find_epoch(o.epoch, &epoch) != 0)
		return usage(stderr);
	r = output_open(&output, o.output);
	if (r == 0)
		r = archive_new_to_fd(output.fd, epoch, &a);
	if (r == 0) {
		r = build_segments(&o, a);
		if (r == 0)
			r = output_commit(&output);
	}
	if (r < 0)
		(void)fprintf(stderr, "mkinitrd: '%s': %s\n", o.output, strerror(-r));
	output_abandon(&output);
	return r ? EXIT_FAILED : 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "build", cmd_build },
	};

	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout);
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return usage(stderr);
}
