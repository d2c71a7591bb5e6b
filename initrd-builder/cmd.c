/* SPDX-License-Identifier: MIT */
#include "initrd-builder/cmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/file.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/output.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/spec.h"
#include "sys/io.h"

#define FILE_MAX ((uint64_t)4 << 30)

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
		"                      [-D NAME=VALUE]… [--align BYTES] [--manifest FILE]\n"
		"                      SPEC…\n"
		"       mkinitrd modules [-o OUT] --kernel-modules DIR [--class CLASS,…]…\n"
		"                      [--name NAME]… [--loaded-file FILE] [--alias-file FILE]\n"
		"                      [--this-machine] [--blacklist NAME]…\n"
		"                      [--blacklist-file FILE]… [--firmware DIR]\n"
		"                      [--builtin-firmware] [--package TEXT] [--why NAME]…\n"
		"                      [--print-closures] [-c CODEC[:LEVEL]]\n"
		"                      [--epoch SECONDS] [--manifest FILE]\n"
		"       mkinitrd append --name NAME [-c CODEC[:LEVEL]] [--epoch SECONDS]\n"
		"                      [-D NAME=VALUE]… IMAGE SPEC…\n"
		"       mkinitrd list [--long] IMAGE\n"
		"       mkinitrd extract [-C DIR] [--segment N] [--devices] [--same-owner]\n"
		"                      [--max-bytes N] [--max-entries N] IMAGE [PATH…]\n"
		"       mkinitrd cat [--max-bytes N] [--max-entries N] IMAGE PATH\n"
		"       mkinitrd verify [--tree] [--manifest FILE] [--max-bytes N]\n"
		"                      [--max-entries N] IMAGE\n"
		"       mkinitrd diff [--ignore-time] [--max-bytes N] [--max-entries N]\n"
		"                      IMAGE IMAGE\n"
		"       mkinitrd report [--json | --spdx] [--top N] [--epoch SECONDS]\n"
		"                      [--manifest FILE] IMAGE\n"
		"       mkinitrd explain [--manifest FILE | IMAGE] PATH\n"
		"\n"
		"build    archives from specs, one segment each, compressed by the -c before it\n"
		"modules  the kernel archive: modules, all they need, and libkmod's indexes\n"
		"append   an overlay behind an initrd, in the place of one of that name\n"
		"list     what an initrd holds, by the kernel's rules\n"
		"extract  the tree that the kernel makes of an initrd, or some of its paths\n"
		"cat      one file of it\n"
		"verify   what the kernel would drop or change in silence\n"
		"diff     what differs between the trees of two initrds\n"
		"report   where the bytes are, or a bill of materials\n"
		"explain  what brought a path in\n"
		"\n"
		"CODEC is none, gzip, xz or zstd.  CLASS is one of: %s\n"
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

int cmd_define(const char *text, struct spec_definition *list, size_t *len)
{
	if (*len < CMD_LIST_MAX && spec_parse_definition(text, &list[*len]) == 0) {
		(*len)++;
		return 0;
	}
	(void)fprintf(stderr, "mkinitrd: -D '%s' is not NAME=VALUE, or one too many\n",
		      text);
	return -EINVAL;
}

int cmd_read(const char *path, struct buffer *to, struct reason *why)
{
	return file_read_all(path, FILE_MAX, to, why);
}

int cmd_read_manifest(const char *path, struct manifest *ret, struct reason *why)
{
	cleanup_buffer struct buffer text = { 0 };
	int r = cmd_read(path, &text, why);

	if (r != 0)
		return r;
	r = manifest_read(text.bytes, text.len, ret, why);
	return r ? reason_prefix(why, r, "'%s'", path) : 0;
}

/* What is in the image that has been written, to a file beside its place. */
static int write_manifest(const char *image_path, const struct archive *a, int fd,
			  struct reason *why)
{
	cleanup_buffer struct buffer image = { 0 }, text = { 0 };
	cleanup_manifest struct manifest m = { 0 };
	int r = cmd_read(image_path, &image, why);

	if (r == 0)
		r = manifest_from_image(image.bytes, image.len, a, &m, why);
	if (r != 0)
		return r;
	manifest_sort(&m);
	r = manifest_write(&m, &text);
	if (r == 0)
		r = io_write_all(fd, text.bytes, text.len);
	return r ? reason_errno(why, r, "the manifest") : 0;
}

/* Returns 0, CMD_FAILED after a complaint of @fill's, or -errno with the reason. */
static int write_both(const struct cmd_output *to,
		      int (*fill)(const void *job, struct archive *a), const void *job,
		      struct reason *why)
{
	cleanup_archive struct archive *a = NULL;
	cleanup_output struct output image = { .fd = -1 }, manifest = { .fd = -1 };
	int r = output_open(&image, to->path);

	if (r == 0)
		r = archive_new_to_fd(image.fd, to->epoch, &a);
	if (r != 0)
		return reason_set(why, r, "'%s': %s", to->path, output_explain(r));
	archive_set_align(a, to->align);
	if (to->manifest)
		archive_keep_origins(a);
	r = fill(job, a);
	if (r == 0 && to->manifest) {
		r = output_open(&manifest, to->manifest);
		if (r != 0)
			return reason_set(why, r, "'%s': %s", to->manifest,
					  output_explain(r));
		r = write_manifest(image.temporary, a, manifest.fd, why);
	}
	if (r != 0)
		return r;
	r = output_commit(&image);
	if (r == 0 && to->manifest)
		r = output_commit(&manifest);
	return r ? reason_errno(why, r, "'%s'", to->path) : 0;
}

int cmd_write(const struct cmd_output *to,
	      int (*fill)(const void *job, struct archive *a), const void *job)
{
	struct reason why;
	int r = write_both(to, fill, job, &why);

	if (r < 0)
		(void)cmd_complain(why.text);
	return r ? CMD_FAILED : 0;
}
