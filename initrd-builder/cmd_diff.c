/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <unistd.h>

#include "initrd-builder/cmd.h"
#include "initrd-builder/cmd_image.h"
#include "initrd-builder/diff.h"
#include "initrd-builder/reason.h"
#include "sys/io.h"

enum {
	IS_DIFFERENT = 1,
	DIFF_FAILED = 2, /* as diff(1) has it */
};

static int print_differences(struct cmd_image *a, struct cmd_image *b,
			     const struct diff_options *options, bool *ret_any,
			     struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	int r = cmd_open_image(a, OUTCOME_ALL_SEGMENTS, why);

	if (r == 0)
		r = cmd_open_image(b, OUTCOME_ALL_SEGMENTS, why);
	if (r != 0)
		return r;
	r = diff_outcomes(&a->outcome, &b->outcome, options, &text);
	if (r == 0)
		r = io_write_all(STDOUT_FILENO, text.bytes, text.len);
	*ret_any = text.len > 0;
	return r ? reason_errno(why, r, "the differences") : 0;
}

int cmd_diff(int argc, char **argv)
{
	static const struct option known[] = {
		{ "ignore-time", no_argument, NULL, 't' },
		{ "max-bytes", required_argument, NULL, CMD_MAX_BYTES },
		{ "max-entries", required_argument, NULL, CMD_MAX_ENTRIES },
		{ 0 },
	};
	struct cmd_image a = { .limits = IMAGE_LIMITS }, b;
	struct diff_options options = { 0 };
	struct reason why;
	bool is_different = false;
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 't')
			options.ignores_time = true;
		else if (option == '?')
			return cmd_usage(stderr);
		else
			r = cmd_limit(&a.limits, option, optarg);
	}
	if (r != 0)
		return r;
	if (argc - optind != 2)
		return cmd_usage(stderr);
	b = a;
	a.path = argv[optind];
	b.path = argv[optind + 1];
	r = print_differences(&a, &b, &options, &is_different, &why);
	cmd_close_image(&a);
	cmd_close_image(&b);
	if (r != 0) {
		(void)cmd_complain(why.text);
		return DIFF_FAILED;
	}
	return is_different ? IS_DIFFERENT : 0;
}
