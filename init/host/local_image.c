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
#include "host/check.h"
#include "host/options.h"
#include "host/say.h"
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

#define SCRIPT "kexec-boot"
#define SUMS   LOCAL_SUMS

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

static int find_file(const char *dir, const char *name, struct local_file *ret)
{
	struct stat st;
	/* a name that begins at the root is no name in a folder */
	int n = snprintf(ret->path, sizeof(ret->path), "%s%s%s",
			 name[0] == '/' ? "" : dir, name[0] == '/' ? "" : "/", name);

	if (n < 0 || (size_t)n >= sizeof(ret->path))
		return -ENAMETOOLONG;
	if (stat(ret->path, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return -EINVAL;
	ret->bytes = (uint64_t)st.st_size;
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
	int r = io_load_file(image->files[LOCAL_SCRIPT].path, KEXEC_BOOT_FILE_MAX, &text,
			     &len);

	if (r < 0)
		return refuse(FAILURE_SOURCE_CMDLINE, image->files[LOCAL_SCRIPT].path,
			      strerror(-r));
	r = kexec_boot_parse(text, len, &image->boot, &fault);
	free(text);
	if (r < 0)
		return refuse_text(FAILURE_SOURCE_CMDLINE,
				   image->files[LOCAL_SCRIPT].path, &fault);
	return 0;
}

static int check_kernel(const struct local_file *kernel)
{
	uint8_t head[BZIMAGE_HEADER_BYTES];
	struct bzimage header;
	cleanup_fd int fd = open(kernel->path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);

	if (len < 0)
		return refuse(FAILURE_SOURCE_KERNEL, kernel->path, strerror(errno));
	if (bzimage_parse(head, (size_t)len, &header) < 0)
		return refuse(FAILURE_SOURCE_KERNEL, kernel->path,
			      "is no 64-bit bzImage");
	return 0;
}

static int find_named(const char *dir, const char *name, struct local_file *ret)
{
	int r = text_copy(ret->name, sizeof(ret->name), name);

	return r < 0 ? r : find_file(dir, name, ret);
}

static int find_large(const struct local_image *image, const char *name,
		      struct local_file *ret)
{
	int r = find_named(image->path, name, ret);

	/* the manual speaks of "initrd" where nixpkgs' script says "initrd.gz" */
	if (r == -ENOENT && text_starts_with(name, "initrd."))
		r = find_file(image->path, "initrd", ret);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s/%s: %s", image->path, name,
				 strerror(-r));
	return 0;
}

static void find_signature(const char *dir, const char *of, const char *name,
			   struct local_file *ret)
{
	char beside[PATH_MAX];
	int n = snprintf(beside, sizeof(beside), "%s.minisig", of);

	if (n < 0 || (size_t)n >= sizeof(beside) || find_file(dir, beside, ret) < 0)
		return;
	(void)snprintf(ret->name, sizeof(ret->name), "%s.minisig", name);
}

static int find_folder(struct local_image *image)
{
	struct local_file *files = image->files;
	int r = find_named(image->path, SCRIPT, &files[LOCAL_SCRIPT]);

	if (r < 0)
		return say_error(failure_name(FAILURE_SOURCE_CMDLINE), "%s/%s: %s",
				 image->path, SCRIPT, strerror(-r));
	r = read_script(image);
	if (r == 0)
		r = find_large(image, image->boot.kernel, &files[LOCAL_KERNEL]);
	if (r == 0)
		r = find_large(image, image->boot.initrd, &files[LOCAL_INITRD]);
	if (r == 0)
		r = check_kernel(&files[LOCAL_KERNEL]);
	if (r == 0)
		find_signature(image->path, SUMS, SUMS, &files[LOCAL_SIGNATURE]);
	return r;
}

/* What is in it, stage two's own programs find out: see preflight.h. */
static int find_archive(struct local_image *image, uint64_t bytes)
{
	struct local_file *file = &image->files[LOCAL_SCRIPT];
	int r = text_copy(file->path, sizeof(file->path), image->path);

	if (r == 0)
		r = text_copy(file->name, sizeof(file->name), LOCAL_ARCHIVE);
	if (r == 0 && bytes == 0)
		r = -EINVAL;
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s: %s", image->path,
				 strerror(-r));
	file->bytes = bytes;
	image->is_archive = true;
	find_signature(".", image->path, LOCAL_ARCHIVE, &image->files[LOCAL_SIGNATURE]);
	return 0;
}

int local_image_find(const char *path, struct local_image *ret)
{
	struct stat st;

	*ret = (struct local_image){ .path = path };
	if (stat(path, &st) < 0)
		return say_error("E-HOST-ARCHIVE", "image: %s: %s", path,
				 strerror(errno));
	return S_ISREG(st.st_mode) ? find_archive(ret, (uint64_t)st.st_size)
				   : find_folder(ret);
}

/* --- their digests ------------------------------------------------------------------- */

struct digests {
	uint8_t of[LOCAL_SIGNATURE][SHA256_BYTES]; /* of what the list is about */
};

static int check_members(const struct local_image *image, const struct digests *digests)
{
	static struct sums sums;
	struct parse_fault fault;

	if (sums_parse(image->sums, image->sums_len, &sums, &fault) < 0)
		return refuse_text(FAILURE_SOURCE_SUMS, SUMS, &fault);
	for (size_t i = 0; i < LOCAL_SIGNATURE; i++) {
		const struct local_file *file = &image->files[i];
		const uint8_t *want = sums_find(&sums, file->name);

		if (!want)
			return refuse(FAILURE_TRUST_PARTIAL, file->name,
				      SUMS " does not name it");
		if (memcmp(want, digests->of[i], SHA256_BYTES) != 0)
			return refuse(FAILURE_VERIFY_DIGEST, file->path,
				      "is not the file of " SUMS);
	}
	return 0;
}

static void write_members(struct local_image *image, const struct digests *digests)
{
	struct writer to = writer_over(image->sums, sizeof(image->sums));
	char hex[SHA256_HEX_SIZE];

	for (size_t i = 0; i < LOCAL_SIGNATURE; i++) {
		text_to_hex(digests->of[i], SHA256_BYTES, hex);
		writer_printf(&to, "%s  %s\n", hex, image->files[i].name);
	}
	image->sums_len = to.len;
}

static int digest_file(const struct local_file *file, uint8_t ret[static SHA256_BYTES])
{
	int r = local_image_digest(file->path, file->name, file->bytes, ret);

	return r < 0 ? say_error("E-HOST-ARCHIVE", "image: %s: %s", file->path,
				 strerror(-r))
		     : 0;
}

static int digest_members(const struct local_image *image, struct digests *ret)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < LOCAL_SIGNATURE; i++)
		r = digest_file(&image->files[i], ret->of[i]);
	return r;
}

static int check_pin(struct local_image *image, const char *what,
		     const uint8_t is[static SHA256_BYTES], const char *pin)
{
	uint8_t want[SHA256_BYTES];

	text_to_hex(is, SHA256_BYTES, image->sha256);
	if (!pin)
		return 0;
	if (digest_from_text(pin, strlen(pin), want) < 0)
		return refuse(FAILURE_CONFIG_VALUE, "--sha256",
			      "wants 64 hexadecimal digits, or sha256-<base64>");
	if (memcmp(want, is, SHA256_BYTES) != 0)
		return say_error(failure_name(FAILURE_VERIFY_DIGEST),
				 "%s: sha256 is %s, not what --sha256 says", what,
				 image->sha256);
	return 0;
}

static int check_sums_pin(struct local_image *image, const char *pin)
{
	uint8_t is[SHA256_BYTES];

	digest_of(image->sums, image->sums_len, is);
	return check_pin(image, SUMS, is, pin);
}

/* The list that binds the files together: the folder's own, or one of what we see now.
 * Small things first, so that a wrong pin costs no time. */
static int prove_folder(struct local_image *image, const char *pin)
{
	struct local_file list = { .path = "" };
	struct digests digests = { .of = { { 0 } } };
	int r;

	if (find_file(image->path, SUMS, &list) == -ENOENT) {
		r = digest_members(image, &digests);
		if (r < 0)
			return r;
		write_members(image, &digests);
		return check_sums_pin(image, pin);
	}
	ssize_t len = io_read_file(list.path, image->sums, sizeof(image->sums));

	if (len < 0)
		return refuse(FAILURE_SOURCE_SUMS, list.path, strerror((int)-len));
	image->sums_len = (size_t)len;
	r = check_sums_pin(image, pin);
	if (r == 0)
		r = digest_members(image, &digests);
	return r < 0 ? r : check_members(image, &digests);
}

static int prove_archive(struct local_image *image, const char *pin)
{
	uint8_t is[SHA256_BYTES];
	int r = digest_file(&image->files[0], is);

	return r < 0 ? r : check_pin(image, image->path, is, pin);
}

int local_image_prove(struct local_image *image, const char *pin)
{
	int r = image->is_archive ? prove_archive(image, pin) : prove_folder(image, pin);

	if (r == 0 && image->is_archive)
		say_ok("image: %s: %.1f MiB", image->path,
		       say_mib(local_image_bytes(image)));
	else if (r == 0)
		say_ok("image: %s: kernel %.1f MiB, initrd %.1f MiB", image->path,
		       say_mib(image->files[LOCAL_KERNEL].bytes),
		       say_mib(image->files[LOCAL_INITRD].bytes));
	return r;
}

int local_image_take(const struct options *o, uint64_t kernel_bytes,
		     struct local_image **ret, struct options *ret_options)
{
	struct local_image *image = malloc(sizeof(*image)); /* 80 KiB */

	if (!image)
		return say_error("E-HOST-ARCHIVE", "image: out of memory");
	int r = local_image_find(o->image, image);
	uint64_t bytes = local_image_bytes(image);

	/* before minutes are spent on reading a large one */
	if (r == 0 && !(o->direct ? check_direct_memory(bytes)
				  : check_memory(kernel_bytes, bytes, 0, bytes)))
		r = -EIO;
	if (r == 0)
		r = local_image_prove(image, o->sha256);
	if (r < 0) {
		free(image);
		return r;
	}
	*ret_options = *o;
	ret_options->url = local_image_url(image);
	ret_options->sha256 = image->sha256;
	*ret = image;
	return 0;
}
