/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/cmd_image.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/verify.h"
#include "sys/io.h"

struct verify_wish {
	struct cmd_image image;
	const char *manifest;
	bool wants_tree;
};

static int parse_verify(int argc, char **argv, struct verify_wish *wish)
{
	static const struct option known[] = {
		{ "tree", no_argument, NULL, CMD_TREE },
		{ "manifest", required_argument, NULL, CMD_MANIFEST },
		{ "max-bytes", required_argument, NULL, CMD_MAX_BYTES },
		{ "max-entries", required_argument, NULL, CMD_MAX_ENTRIES },
		{ 0 },
	};
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case CMD_TREE:
			wish->wants_tree = true;
			break;
		case CMD_MANIFEST:
			wish->manifest = optarg;
			break;
		case CMD_MAX_BYTES:
		case CMD_MAX_ENTRIES:
			r = cmd_limit(&wish->image.limits, option, optarg);
			break;
		default:
			return cmd_usage(stderr);
		}
	}
	if (r == 0 && argc - optind != 1)
		return cmd_usage(stderr);
	return r;
}

/* All that the image brings; the root first, if it says anything about it. */
static int print_tree(const struct outcome *o, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	const struct kernel_model *m = &o->model;
	uint32_t name = 0;
	int r = 0;

	do {
		const struct kernel_file *file =
			&m->files[name ? m->names[name].file : KERNEL_ROOT];

		if (name ? !file->is_builtin : file->has_mtime)
			r = outcome_print(o, name, &text);
		name = kernel_model_next(m, name);
	} while (r == 0 && name);
	if (r == 0)
		r = io_write_all(STDOUT_FILENO, text.bytes, text.len);
	return r ? reason_errno(why, r, "the tree") : 0;
}

static void tell(void *context, const char *path, const char *text)
{
	struct cmd_image *image = context;
	char shown[NEWC_PATH_MAX];

	text_sanitize(shown, sizeof(shown), path, strlen(path));
	(void)fprintf(stderr, "mkinitrd: '%s': '%s' %s\n", image->path, shown, text);
	image->findings++;
}

static int compare_with(const char *manifest_path, struct cmd_image *image,
			struct reason *why)
{
	cleanup_manifest struct manifest m = { 0 };
	int r = cmd_read_manifest(manifest_path, &m, why);

	if (r != 0)
		return r;
	r = verify_manifest(&image->outcome, &m, tell, image);
	return r ? reason_errno(why, r, "'%s'", manifest_path) : 0;
}

static int verify(struct verify_wish *wish, struct reason *why)
{
	int r = cmd_open_image(&wish->image, OUTCOME_ALL_SEGMENTS, why);

	if (r == 0 && wish->wants_tree)
		r = print_tree(&wish->image.outcome, why);
	if (r == 0 && wish->manifest)
		r = compare_with(wish->manifest, &wish->image, why);
	return r;
}

int cmd_verify(int argc, char **argv)
{
	struct verify_wish wish = { .image.limits = IMAGE_LIMITS };
	struct reason why;
	int r = parse_verify(argc, argv, &wish);

	if (r != 0)
		return r;
	wish.image.path = argv[optind];
	r = verify(&wish, &why);
	cmd_close_image(&wish.image);
	if (r != 0)
		return cmd_complain(why.text);
	return wish.image.findings ? CMD_FAILED : 0;
}
