/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/build.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"

enum {
	ALIGN_MIN = 512, /* no file system has smaller blocks */
};

struct segment {
	const char *spec;
	struct compression compression;
};

struct build_options {
	const char *output, *epoch, *manifest;
	struct segment segments[CMD_LIST_MAX];
	size_t segments_len;
	struct spec_definition definitions[CMD_LIST_MAX];
	size_t definitions_len;
	uint32_t align;
};

static int take_spec(struct build_options *o, const char *path, struct compression c)
{
	if (o->segments_len == CMD_LIST_MAX) {
		(void)cmd_complain("too many specs");
		return -EINVAL;
	}
	o->segments[o->segments_len++] =
		(struct segment){ .spec = path, .compression = c };
	return 0;
}

static int parse_align(const char *text, uint32_t *ret)
{
	uint64_t value;

	if (text_to_u64(text, strlen(text), ARCHIVE_ALIGN_MAX, &value) != 0 ||
	    value < ALIGN_MIN || (value & (value - 1)) != 0) {
		(void)fprintf(stderr, "mkinitrd: '%s' is no power of two from %d to %d\n",
			      text, ALIGN_MIN, ARCHIVE_ALIGN_MAX);
		return -EINVAL;
	}
	*ret = (uint32_t)value;
	return 0;
}

static int parse_build_options(int argc, char **argv, struct build_options *o)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "compress", required_argument, NULL, 'c' },
		{ "epoch", required_argument, NULL, 'e' },
		{ "define", required_argument, NULL, 'D' },
		{ "manifest", required_argument, NULL, 'm' },
		{ "align", required_argument, NULL, 'a' },
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
		else if (option == 'm')
			o->manifest = optarg;
		else if (option == 'a')
			r = parse_align(optarg, &o->align);
		else if (option == 'D')
			r = cmd_define(optarg, o->definitions, &o->definitions_len);
		else if (option == 1)
			r = take_spec(o, optarg, compression);
		else if (option == '?')
			r = -EINVAL;
		else if (compression_parse(optarg, &compression, &why) != 0)
			r = (cmd_complain(why.text), -EINVAL);
	}
	for (; r == 0 && optind < argc; optind++)
		r = take_spec(o, argv[optind], compression);
	return r;
}

static int fill_from_specs(const void *job, struct archive *a)
{
	const struct build_options *o = job;
	const struct spec_definitions definitions = { o->definitions,
						      o->definitions_len };
	struct reason why;

	for (size_t i = 0; i < o->segments_len; i++) {
		if (archive_begin(a, o->segments[i].compression) != 0)
			return cmd_complain(archive_why(a));
		if (build_spec(a, o->segments[i].spec, &definitions, &why) != 0)
			return cmd_complain(why.text);
	}
	return archive_finish(a) ? cmd_complain(archive_why(a)) : 0;
}

int cmd_build(int argc, char **argv)
{
	static struct build_options o;
	struct cmd_output to;

	if (parse_build_options(argc, argv, &o) != 0 || !o.output ||
	    o.segments_len == 0 || cmd_epoch(o.epoch, &to.epoch) != 0)
		return cmd_usage(stderr);
	to.path = o.output;
	to.manifest = o.manifest;
	to.align = o.align;
	return cmd_write(&to, fill_from_specs, &o);
}
