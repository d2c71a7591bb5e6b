/* SPDX-License-Identifier: MIT */
#include "host/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/local_image.h"
#include "host/options.h"
#include "host/say.h"
#include "pure/digest_text.h"
#include "pure/failure.h"
#include "pure/sums.h"
#include "sys/digest.h"
#include "sys/io.h"

#define SUMS "SHA256SUMS"

/* What the words are for: copied by hand from here to there, so each stands alone. */
static void say_words(const struct options *o, const char *hex)
{
	const char *url = o->url ? o->url : "URL-OF-THIS-FOLDER";

	say_line("on the host:   takeover boot --url %s --sha256 %s", url, hex);
	say_line("in an entry:   nixos.url=%s nixos.sha256=%s", url, hex);
}

/* Signatures are over the sums, and hidden files are nobody's. */
static int is_published(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !text_starts_with(entry->d_name, SUMS);
}

/* Stage two asks the server for the names that kexec-boot says, and follows no other. */
static int check_names(const char *dir)
{
	struct local_image *image = malloc(sizeof(*image)); /* 80 KiB */
	char path[PATH_MAX];
	int r;

	if (!image)
		return say_error("E-HOST-ARCHIVE", "image: out of memory");
	r = local_image_find(dir, image);
	(void)snprintf(path, sizeof(path), "%s/%s", dir, image->boot.initrd);
	if (r == 0 && strcmp(path, image->files[LOCAL_INITRD].path) != 0)
		r = say_error(failure_name(FAILURE_TRUST_PARTIAL),
			      "%s: kexec-boot speaks of %s: rename it",
			      image->files[LOCAL_INITRD].path, image->boot.initrd);
	free(image);
	return r;
}

static bool has(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return stat(path, &st) == 0;
}

static int check_image(const char *dir)
{
	if (has(dir, "kexec-boot"))
		return check_names(dir);
	return has(dir, "netboot.ipxe")
		       ? 0
		       : say_error("E-HOST-ARCHIVE",
				   "%s: no image: neither kexec-boot nor netboot.ipxe",
				   dir);
}

static int add_line(const char *dir, const char *name, struct writer *to)
{
	char path[PATH_MAX], hex[SHA256_HEX_SIZE];
	uint8_t sha256[SHA256_BYTES];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
	int r = n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;

	if (r == 0 && stat(path, &st) < 0)
		r = -errno;
	if (r == 0 && !S_ISREG(st.st_mode))
		return 0;
	if (r == 0)
		r = local_image_digest(path, name, (uint64_t)st.st_size, sha256);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s: %s", path, strerror(-r));
	text_to_hex(sha256, sizeof(sha256), hex);
	writer_printf(to, "%s  %s\n", hex, name);
	return 0;
}

static int add_lines(const char *dir, struct writer *to)
{
	struct dirent **entries;
	int r = 0, len = scandir(dir, &entries, is_published, alphasort);

	if (len < 0)
		return say_error("E-HOST-ARCHIVE", "%s: %s", dir, strerror(errno));
	for (int i = 0; i < len; i++) {
		if (r == 0)
			r = add_line(dir, entries[i]->d_name, to);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* Read back by stage two's own reader: what it would refuse is not published. */
static int check_sums(const struct writer *text)
{
	static struct sums sums;
	struct parse_fault fault;

	if (!writer_ok(text) || sums_parse(text->start, text->len, &sums, &fault) < 0)
		return say_error(failure_name(FAILURE_SOURCE_SUMS),
				 "too many files, or names that are not plain: publish a "
				 "folder with the image alone");
	return 0;
}

static int publish_folder(const struct options *o)
{
	char path[PATH_MAX], hex[SHA256_HEX_SIZE];
	static char text[SUMS_FILE_MAX];
	struct writer sums = writer_over(text, sizeof(text));
	uint8_t sha256[SHA256_BYTES];
	int r = check_image(o->image);

	if (r == 0)
		r = add_lines(o->image, &sums);
	if (r == 0)
		r = check_sums(&sums);
	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "%s/" SUMS, o->image);
	r = io_replace_file(path, sums.start, sums.len, 0644);
	if (r < 0)
		return say_error(
			"E-HOST-ARCHIVE", "%s: %s%s", path, strerror(-r),
			r == -EROFS || r == -EACCES
				? "; copy the folder first: cp -rL --no-preserve=mode"
				: "");
	digest_of(sums.start, sums.len, sha256);
	text_to_hex(sha256, sizeof(sha256), hex);
	say_line("wrote %s; serve this folder", path);
	say_words(o, hex);
	return 0;
}

/* A tarball is pinned as it lies on the server. */
static int publish_file(const struct options *o, uint64_t bytes)
{
	char hex[SHA256_HEX_SIZE];
	uint8_t sha256[SHA256_BYTES];
	int r = local_image_digest(o->image, o->image, bytes, sha256);

	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s: %s", o->image, strerror(-r));
	text_to_hex(sha256, sizeof(sha256), hex);
	say_words(o, hex);
	return 0;
}

int publish_run(const struct options *options)
{
	struct stat st;

	if (stat(options->image, &st) < 0)
		return say_error("E-HOST-ARCHIVE", "%s: %s", options->image,
				 strerror(errno));
	return S_ISDIR(st.st_mode) ? publish_folder(options)
				   : publish_file(options, (uint64_t)st.st_size);
}
