/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/build.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/output.h"
#include "initrd-builder/overlay.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"
#include "pure/bootconfig.h"
#include "pure/newc.h"
#include "sys/io.h"

struct append_options {
	const char *name, *image, *epoch_text;
	uint32_t epoch;
	struct compression compression;
	struct spec_definition definitions[CMD_LIST_MAX];
	size_t definitions_len;
	char *const *specs;
	size_t specs_len;
};

static int parse_append_options(int argc, char **argv, struct append_options *o)
{
	static const struct option known[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "compress", required_argument, NULL, 'c' },
		{ "epoch", required_argument, NULL, 'e' },
		{ "define", required_argument, NULL, 'D' },
		{ 0 },
	};
	struct reason why;
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "c:D:", known, NULL)) != -1) {
		if (option == 'n')
			o->name = optarg;
		else if (option == 'e')
			o->epoch_text = optarg;
		else if (option == 'D')
			r = cmd_define(optarg, o->definitions, &o->definitions_len);
		else if (option == '?')
			r = -EINVAL;
		else if (compression_parse(optarg, &o->compression, &why) != 0)
			r = (cmd_complain(why.text), -EINVAL);
	}
	if (r != 0 || !o->name || argc - optind < 2)
		return -EINVAL;
	o->image = argv[optind];
	o->specs = argv + optind + 1;
	o->specs_len = (size_t)(argc - optind) - 1;
	return cmd_epoch(o->epoch_text, &o->epoch);
}

/* What stays of the image, and zeroes up to where an archive may begin. */
static int write_rest(int fd, const uint8_t *image, size_t len,
		      const struct overlay_place *without, struct reason *why)
{
	static const uint8_t zeroes[NEWC_ALIGN];
	size_t behind = len - (size_t)without->end;
	int r = io_write_all(fd, image, (size_t)without->start);

	if (r == 0)
		r = io_write_all(fd, image + without->end, behind);
	if (r == 0)
		r = io_write_all(fd, zeroes,
				 newc_padding(without->start + behind, NEWC_ALIGN));
	return r ? reason_errno(why, r, "cannot write the image") : 0;
}

static int write_overlay(struct archive *a, const struct append_options *o,
			 struct reason *why)
{
	const struct spec_definitions definitions = { o->definitions,
						      o->definitions_len };
	int r = archive_begin(a, o->compression);

	if (r == 0)
		r = overlay_add_name(a, o->name);
	if (r != 0)
		return reason_set(why, r, "%s", archive_why(a));
	for (size_t i = 0; i < o->specs_len && r == 0; i++)
		r = build_spec(a, o->specs[i], &definitions, why);
	if (r != 0)
		return r;
	r = archive_finish(a);
	return r ? reason_set(why, r, "%s", archive_why(a)) : 0;
}

static int write_image(const struct append_options *o, const struct buffer *image,
		       struct output *output, struct reason *why)
{
	cleanup_archive struct archive *a = NULL;
	struct overlay_place old;
	/* A boot configuration has to stay at the end. */
	size_t len = bootconfig_cut(image->bytes, image->len);
	int r = overlay_find(image->bytes, len, o->name, &old, why);

	if (r != 0)
		return reason_prefix(why, r, "'%s'", o->image);
	r = write_rest(output->fd, image->bytes, len, &old, why);
	if (r != 0)
		return r;
	r = archive_new_to_fd(output->fd, o->epoch, &a);
	if (r != 0)
		return reason_errno(why, r, "'%s'", o->image);
	r = overlay_learn(a, image->bytes, len, &old, why);
	if (r != 0)
		return reason_prefix(why, r, "'%s'", o->image);
	r = write_overlay(a, o, why);
	if (r != 0)
		return r;
	r = io_write_all(output->fd, image->bytes + len, image->len - len);
	return r ? reason_errno(why, r, "'%s'", o->image) : 0;
}

/* An image with keys in it must not become readable for all by what is put behind it. */
static int keep_mode(const char *path, struct output *output)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return -errno;
	output->mode = st.st_mode & 07777;
	return fchown(output->fd, st.st_uid, st.st_gid) == 0 ? 0 : -errno;
}

static int append(const struct append_options *o, const char *path, struct reason *why)
{
	cleanup_output struct output output = { .fd = -1 };
	cleanup_buffer struct buffer image = { 0 };
	int r = overlay_check_name(o->name, why);

	if (r == 0)
		r = cmd_read(path, &image, why);
	if (r != 0)
		return r;
	r = output_open(&output, path);
	if (r == 0)
		r = keep_mode(path, &output);
	if (r != 0)
		return reason_set(why, r, "'%s': %s", o->image, output_explain(r));
	r = write_image(o, &image, &output, why);
	if (r != 0)
		return r;
	r = output_commit(&output);
	return r ? reason_errno(why, r, "'%s'", o->image) : 0;
}

int cmd_append(int argc, char **argv)
{
	static struct append_options o;
	struct reason why;
	char *path;
	int r;

	if (parse_append_options(argc, argv, &o) != 0)
		return cmd_usage(stderr);
	/* A symlink to the image stays one. */
	path = realpath(o.image, NULL);
	if (path)
		r = append(&o, path, &why);
	else
		r = reason_errno(&why, -errno, "'%s'", o.image);
	free(path);
	return r ? cmd_complain(why.text) : 0;
}
