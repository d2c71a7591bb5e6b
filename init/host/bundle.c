/* SPDX-License-Identifier: MIT */
#include "host/bundle.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <zlib.h>

#include "base/writer.h"
#include "host/options.h"
#include "host/say.h"
#include "host/stage_two_words.h"
#include "initrd-builder/output.h"
#include "pure/tar_write.h"
#include "sys/fd.h"
#include "sys/io.h"

#define TARGET_FILE "kexec/target"

enum {
	TARGET_MAX = 8192,   /* some options of a kernel command line's length */
	SELF_MAX = 64 << 20, /* this program has 3 MiB */
};

/* --- what it shall boot --------------------------------------------------------------- */

static void add_option(struct writer *to, const char *name, const char *value)
{
	if (value)
		writer_printf(to, "--%s=%s\n", name, value);
}

/* The options, one a line: read again by `run`.  Empty if nothing was baked in. */
static int write_target(const struct options *o, struct writer *to)
{
	add_option(to, "url", o->url);
	add_option(to, "path", o->path);
	add_option(to, "sha256", o->sha256);
	add_option(to, "key", o->key);
	add_option(to, "append", o->append);
	add_option(to, "cmdline", o->extra);
	if (!writer_ok(to))
		return say_error("E-CONFIG-VALUE", "bundle: the options are too long");
	return 0;
}

/* --- the tarball ---------------------------------------------------------------------- */

static int put(gzFile to, const void *bytes, size_t len)
{
	return len == 0 || gzwrite(to, bytes, (unsigned int)len) == (int)len ? 0 : -EIO;
}

static int put_entry(gzFile to, const struct tar_entry *entry, const void *content)
{
	static const uint8_t zeroes[TAR_BLOCK_BYTES];
	uint8_t header[TAR_BLOCK_BYTES];
	size_t rest = (size_t)(entry->bytes % TAR_BLOCK_BYTES);
	int r = tar_write_header(entry, header);

	if (r == 0)
		r = put(to, header, sizeof(header));
	if (r == 0)
		r = put(to, content, (size_t)entry->bytes);
	if (r == 0 && rest > 0)
		r = put(to, zeroes, TAR_BLOCK_BYTES - rest);
	return r;
}

/* No time, no owner, no name of this machine: the same options are the same bytes. */
static int put_all(gzFile to, const uint8_t *self, size_t self_len,
		   const struct writer *target)
{
	static const uint8_t end[2 * TAR_BLOCK_BYTES];
	const struct tar_entry folder = { "kexec/", TAR_FOLDER, 0755, 0, TAKEOVER_EPOCH };
	const struct tar_entry run = { "kexec/run", TAR_FILE, 0755, self_len,
				       TAKEOVER_EPOCH };
	const struct tar_entry file = { TARGET_FILE, TAR_FILE, 0644, target->len,
					TAKEOVER_EPOCH };
	int r = put_entry(to, &folder, NULL);

	if (r == 0)
		r = put_entry(to, &run, self);
	if (r == 0 && target->len > 0)
		r = put_entry(to, &file, target->start);
	return r == 0 ? put(to, end, sizeof(end)) : r;
}

static int write_tarball(const char *path, const struct writer *target)
{
	cleanup_with(io_free) uint8_t *self = NULL;
	cleanup_output struct output output = { .fd = -1 };
	size_t len = 0;
	int r = io_load_file("/proc/self/exe", SELF_MAX, &self, &len);

	if (r == 0)
		r = output_open(&output, path);
	if (r < 0)
		return r;
	int fd = dup(output.fd);
	gzFile to = fd < 0 ? NULL : gzdopen(fd, "wb9");

	if (!to) {
		close_fdp(&fd);
		return -ENOMEM;
	}
	r = put_all(to, self, len, target);
	if (gzclose_w(to) != Z_OK && r == 0)
		r = -EIO;
	return r < 0 ? r : output_commit(&output);
}

int bundle_write(const struct options *options)
{
	char text[TARGET_MAX], name[128];
	const char *path = options->output ? options->output : name;
	struct writer target = writer_over(text, sizeof(text));
	char cmdline[STAGE2_CMDLINE_MAX];
	struct utsname host;
	/* here, and not when nixos-anywhere runs it somewhere */
	int r = options->url
			? stage_two_words(options, STAGE2_CMDLINE_MAX - 1, NULL, cmdline)
			: 0;

	if (r == 0)
		r = write_target(options, &target);
	if (r == 0 && uname(&host) < 0)
		r = say_error("E-INTERNAL", "uname: %s", strerror(errno));
	if (r < 0)
		return r;
	/* this program runs here, so it is of this architecture */
	(void)snprintf(name, sizeof(name), "nixos-takeover-%s.tar.gz", host.machine);
	r = write_tarball(path, &target);
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "%s: %s", path, output_explain(r));
	say_line("%s: use it with nixos-anywhere --kexec %s%s", path, path,
		 options->url ? "" : " --kexec-extra-flags '--url=URL --sha256=DIGEST'");
	return 0;
}
