/* SPDX-License-Identifier: MIT */
#include "host/local_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/say.h"
#include "initrd-builder/archive.h"
#include "pure/bzimage.h"
#include "pure/failure.h"
#include "pure/parse_fault.h"
#include "pure/sums.h"
#include "sys/digest.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	READ_BYTES = 256 * 1024,
};

#define IMAGE_DIR "takeover/image/"
#define SCRIPT    "kexec-boot"
#define SUMS      "SHA256SUMS"

static int refuse(enum failure_code code, const char *object, const char *why)
{
	return say_error(failure_name(code), "%s: %s", object, why);
}

static int refuse_text(enum failure_code code, const char *object,
		       const struct parse_fault *fault)
{
	char why[PARSE_FAULT_SHOWN_MAX];

	parse_fault_text(fault, why);
	return refuse(code, object, why);
}

/* --- the files ----------------------------------------------------------------------- */

static int find_file(const char *dir, const char *name, char ret[static PATH_MAX],
		     uint64_t *ret_bytes)
{
	struct stat st;
	int n = snprintf(ret, PATH_MAX, "%s/%s", dir, name);

	if (n < 0 || n >= PATH_MAX)
		return -ENAMETOOLONG;
	if (stat(ret, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return -EINVAL;
	if (ret_bytes)
		*ret_bytes = (uint64_t)st.st_size;
	return 0;
}

int local_image_digest(const char *path, const char *name, uint64_t bytes,
		       uint8_t ret[static SHA256_BYTES])
{
	static uint8_t piece[READ_BYTES];
	struct progress progress = { .started_ms = io_now_ms(),
				     .total_bytes = (int64_t)bytes };
	struct digest digest;
	uint64_t done = 0;
	ssize_t n;
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	digest_begin(&digest);
	while ((n = io_read(fd, piece, sizeof(piece))) > 0) {
		digest_add(&digest, piece, (size_t)n);
		done += (uint64_t)n;
		say_progress(&progress, name, done);
	}
	if (n < 0)
		return (int)n;
	digest_end(&digest, ret);
	return 0;
}

static int read_script(struct local_image *image)
{
	struct parse_fault fault;
	uint8_t *text;
	size_t len;
	int r = io_load_file(image->script_path, KEXEC_BOOT_FILE_MAX, &text, &len);

	if (r < 0)
		return refuse(FAILURE_SOURCE_CMDLINE, image->script_path, strerror(-r));
	r = kexec_boot_parse(text, len, &image->boot, &fault);
	free(text);
	if (r < 0)
		return refuse_text(FAILURE_SOURCE_CMDLINE, image->script_path, &fault);
	return 0;
}

static int check_kernel(const struct local_image *image)
{
	uint8_t head[BZIMAGE_HEADER_BYTES];
	struct bzimage header;
	cleanup_fd int fd = open(image->kernel_path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (len < 0)
		return refuse(FAILURE_SOURCE_KERNEL, image->kernel_path, strerror(errno));
	if (bzimage_parse(head, (size_t)len, &header) < 0)
		return refuse(FAILURE_SOURCE_KERNEL, image->kernel_path,
			      "is no 64-bit bzImage");
	return 0;
}

/* The manual speaks of "initrd" where nixpkgs' script says "initrd.gz". */
int local_image_find(const char *dir, struct local_image *ret)
{
	int r = find_file(dir, SCRIPT, ret->script_path, NULL);

	if (r < 0)
		return say_error(failure_name(FAILURE_SOURCE_CMDLINE), "%s/%s: %s", dir,
				 SCRIPT, strerror(-r));
	ret->dir = dir;
	r = read_script(ret);
	if (r < 0)
		return r;
	r = find_file(dir, ret->boot.kernel, ret->kernel_path, &ret->kernel_bytes);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s/%s: %s", dir,
				 ret->boot.kernel, strerror(-r));
	r = find_file(dir, ret->boot.initrd, ret->initrd_path, &ret->initrd_bytes);
	if (r == -ENOENT && text_starts_with(ret->boot.initrd, "initrd."))
		r = find_file(dir, "initrd", ret->initrd_path, &ret->initrd_bytes);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s/%s: %s", dir,
				 ret->boot.initrd, strerror(-r));
	return check_kernel(ret);
}

/* --- their digests ------------------------------------------------------------------- */

struct member {
	const char *name, *path;
	uint64_t bytes;
	uint8_t sha256[SHA256_BYTES];
};

static int check_members(const struct local_image *image, const struct member *members,
			 size_t len)
{
	static struct sums sums;
	struct parse_fault fault;

	if (sums_parse(image->sums, image->sums_len, &sums, &fault) < 0)
		return refuse_text(FAILURE_SOURCE_SUMS, SUMS, &fault);
	for (size_t i = 0; i < len; i++) {
		const uint8_t *want = sums_find(&sums, members[i].name);

		if (!want)
			return refuse(FAILURE_TRUST_PARTIAL, members[i].name,
				      SUMS " does not name it");
		if (memcmp(want, members[i].sha256, SHA256_BYTES) != 0)
			return refuse(FAILURE_VERIFY_DIGEST, members[i].path,
				      "is not the file of " SUMS);
	}
	return 0;
}

static void write_members(struct local_image *image, const struct member *members,
			  size_t len)
{
	struct writer to = writer_over(image->sums, sizeof(image->sums));
	char hex[SHA256_HEX_SIZE];

	for (size_t i = 0; i < len; i++) {
		text_to_hex(members[i].sha256, SHA256_BYTES, hex);
		writer_printf(&to, "%s  %s\n", hex, members[i].name);
	}
	image->sums_len = to.len;
}

static int digest_members(struct member *members, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int r = local_image_digest(members[i].path, members[i].name,
					   members[i].bytes, members[i].sha256);

		if (r < 0)
			return say_error("E-HOST-ARCHIVE", "image: %s: %s",
					 members[i].path, strerror(-r));
	}
	return 0;
}

static int check_pin(struct local_image *image, const char *pin)
{
	uint8_t want[SHA256_BYTES], is[SHA256_BYTES];

	digest_of(image->sums, image->sums_len, is);
	text_to_hex(is, SHA256_BYTES, image->sha256);
	if (!pin)
		return 0;
	if (digest_from_text(pin, strlen(pin), want) < 0)
		return refuse(FAILURE_CONFIG_VALUE, "--sha256",
			      "wants 64 hexadecimal digits, or sha256-<base64>");
	if (memcmp(want, is, SHA256_BYTES) != 0)
		return say_error(failure_name(FAILURE_VERIFY_DIGEST),
				 "%s: sha256 is %s, not what --sha256 says", SUMS,
				 image->sha256);
	return 0;
}

/* The list that binds the files together: the folder's own, or one of what we see now.
 * Small things first, so that a wrong pin costs no time. */
static int make_or_check_sums(struct local_image *image, const char *pin)
{
	struct member members[] = {
		{ .name = SCRIPT, .path = image->script_path },
		{ .name = image->boot.kernel,
		  .path = image->kernel_path,
		  .bytes = image->kernel_bytes },
		{ .name = image->boot.initrd,
		  .path = image->initrd_path,
		  .bytes = image->initrd_bytes },
	};
	char path[PATH_MAX];
	int r;

	if (find_file(image->dir, SUMS, path, NULL) == -ENOENT) {
		r = digest_members(members, ARRAY_LEN(members));
		if (r < 0)
			return r;
		write_members(image, members, ARRAY_LEN(members));
		return check_pin(image, pin);
	}
	ssize_t len = io_read_file(path, image->sums, sizeof(image->sums));

	if (len < 0)
		return refuse(FAILURE_SOURCE_SUMS, path, strerror((int)-len));
	image->sums_len = (size_t)len;
	r = check_pin(image, pin);
	if (r == 0)
		r = digest_members(members, ARRAY_LEN(members));
	if (r == 0)
		r = check_members(image, members, ARRAY_LEN(members));
	return r;
}

int local_image_prove(struct local_image *image, const char *pin)
{
	int r = make_or_check_sums(image, pin);

	if (r == 0)
		say_ok("image: %s: kernel %.1f MiB, initrd %.1f MiB", image->dir,
		       say_mib(image->kernel_bytes), say_mib(image->initrd_bytes));
	return r;
}

/* --- into the initrd ----------------------------------------------------------------- */

static int add_file(struct archive *a, const char *name, const char *from)
{
	char path[sizeof(IMAGE_DIR) + SUMS_NAME_MAX];

	(void)snprintf(path, sizeof(path), IMAGE_DIR "%s", name);
	return archive_add_file(a, path, from, ARCHIVE_FILE_ATTR);
}

int local_image_add(const struct local_image *image, struct archive *a)
{
	int r = archive_add_parents(a, IMAGE_DIR SUMS);

	if (r == 0)
		r = archive_add_bytes(a, IMAGE_DIR SUMS, image->sums, image->sums_len,
				      ARCHIVE_FILE_ATTR);
	if (r == 0)
		r = add_file(a, SCRIPT, image->script_path);
	if (r == 0)
		r = add_file(a, image->boot.kernel, image->kernel_path);
	if (r == 0)
		r = add_file(a, image->boot.initrd, image->initrd_path);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s", archive_why(a));
	return 0;
}
