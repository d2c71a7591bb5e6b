/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/cmd_image.h"
#include "initrd-builder/extract.h"
#include "initrd-builder/reason.h"

static void note(void *context, const struct image_entry *entry,
		 enum kernel_finding finding)
{
	struct cmd_image *image = context;
	struct reason text;

	image_describe(entry, finding, &text);
	(void)fprintf(stderr, "mkinitrd: '%s': %s\n", image->path, text.text);
	image->findings++;
	if (KERNEL_STOPS & KERNEL_FOUND(finding))
		image->is_cut_short = true;
}

int cmd_limit(struct image_limits *limits, int option, const char *text)
{
	uint64_t value = 0;
	bool is_bytes = option == CMD_MAX_BYTES;
	uint64_t max = is_bytes ? UINT64_MAX / 2 : UINT32_MAX / 4;

	if (text_to_u64(text, strlen(text), max, &value) != 0) {
		(void)fprintf(stderr, "mkinitrd: '%s' is no number up to %llu\n", text,
			      (unsigned long long)max);
		return CMD_USAGE;
	}
	if (is_bytes)
		limits->bytes = value;
	else
		limits->entries = (uint32_t)value;
	return 0;
}

int cmd_open_image(struct cmd_image *image, unsigned int segment, struct reason *why)
{
	const struct outcome_options options = {
		.limits = image->limits,
		.segment = segment,
		.on_finding = note,
		.context = image,
	};
	int r = image_read(image->path, &image->limits, &image->image, why);

	if (r != 0)
		return r;
	r = outcome_of(&image->image, &options, &image->outcome, why);
	return r ? reason_prefix(why, r, "'%s'", image->path) : 0;
}

void cmd_close_image(struct cmd_image *image)
{
	outcome_free(&image->outcome);
	image_free(&image->image);
}

static const struct option known[] = {
	{ "directory", required_argument, NULL, 'C' },
	{ "segment", required_argument, NULL, 's' },
	{ "same-owner", no_argument, NULL, 'o' },
	{ "devices", no_argument, NULL, 'd' },
	{ "max-bytes", required_argument, NULL, CMD_MAX_BYTES },
	{ "max-entries", required_argument, NULL, CMD_MAX_ENTRIES },
	{ 0 },
};

struct extract_wish {
	struct extract_options options;
	struct cmd_image image;
	unsigned int segment;
};

static int parse_segment(const char *text, unsigned int *ret)
{
	uint64_t value = 0;

	if (text_to_u64(text, strlen(text), UINT32_MAX, &value) != 0 || value == 0) {
		(void)fprintf(stderr, "mkinitrd: '%s' is no segment; they count from 1\n",
			      text);
		return CMD_USAGE;
	}
	*ret = (unsigned int)value;
	return 0;
}

static int parse_extract(int argc, char **argv, struct extract_wish *wish)
{
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "C:", known, NULL)) != -1) {
		switch (option) {
		case 'C':
			wish->options.folder = optarg;
			break;
		case 's':
			r = parse_segment(optarg, &wish->segment);
			break;
		case 'o':
			wish->options.keeps_owners = true;
			break;
		case 'd':
			wish->options.makes_devices = true;
			break;
		case CMD_MAX_BYTES:
		case CMD_MAX_ENTRIES:
			r = cmd_limit(&wish->image.limits, option, optarg);
			break;
		default:
			return cmd_usage(stderr);
		}
	}
	if (r == 0 && argc - optind < 1)
		return cmd_usage(stderr);
	return r;
}

int cmd_extract(int argc, char **argv)
{
	struct extract_wish wish = { .options.folder = ".",
				     .image.limits = IMAGE_LIMITS };
	struct reason why;
	int r = parse_extract(argc, argv, &wish);

	if (r != 0)
		return r;
	wish.image.path = argv[optind];
	wish.options.only = (const char *const *)argv + optind + 1;
	wish.options.only_len = (size_t)(argc - optind - 1);
	wish.options.bytes_max = wish.image.limits.bytes;
	r = cmd_open_image(&wish.image, wish.segment, &why);
	if (r == 0)
		r = extract_tree(&wish.image.outcome, &wish.options, &why);
	cmd_close_image(&wish.image);
	if (r != 0)
		return cmd_complain(why.text);
	return wish.image.is_cut_short ? CMD_FAILED : 0;
}

int cmd_cat(int argc, char **argv)
{
	struct cmd_image image = { .limits = IMAGE_LIMITS };
	struct reason why;
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "", known + 4, NULL)) != -1) {
		if (option != CMD_MAX_BYTES && option != CMD_MAX_ENTRIES)
			return cmd_usage(stderr);
		r = cmd_limit(&image.limits, option, optarg);
	}
	if (r != 0)
		return r;
	if (argc - optind != 2)
		return cmd_usage(stderr);
	image.path = argv[optind];
	r = cmd_open_image(&image, OUTCOME_ALL_SEGMENTS, &why);
	if (r == 0)
		r = extract_file(&image.outcome, argv[optind + 1], image.limits.bytes,
				 STDOUT_FILENO, &why);
	cmd_close_image(&image);
	if (r != 0)
		return cmd_complain(why.text);
	return image.is_cut_short ? CMD_FAILED : 0;
}
