/* SPDX-License-Identifier: MIT */
#include "initrd-builder/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/file.h"
#include "initrd-builder/origins.h"
#include "initrd-builder/paths.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/rescue_rule.h"
#include "initrd-builder/sink.h"
#include "pure/newc.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	PERM_MASK = 07777,
};

struct archive {
	uint32_t mtime_s;
	uint32_t align;       /* of files' data, or 0 */
	unsigned int segment; /* counts from 1; 0 before the first */
	struct compression compression;
	uint32_t last_ino;
	uint64_t segment_len; /* uncompressed */
	struct sink raw;      /* a segment that is to be compressed */
	struct sink out;
	struct paths paths;
	struct origins origins;
	struct reason why;
};

int archive_new_to_fd(int fd, uint32_t mtime_s, struct archive **ret)
{
	struct archive *a = calloc(1, sizeof(*a));

	if (!a)
		return -ENOMEM;
	a->out.fd = fd;
	a->raw.fd = -1;
	a->mtime_s = mtime_s;
	*ret = a;
	return 0;
}

int archive_new_in_memory(uint32_t mtime_s, struct archive **ret)
{
	return archive_new_to_fd(-1, mtime_s, ret);
}

void archive_free(struct archive *a)
{
	if (!a)
		return;
	buffer_free(&a->raw.bytes);
	buffer_free(&a->out.bytes);
	paths_free(&a->paths);
	origins_free(&a->origins);
	free(a);
}

const char *archive_why(const struct archive *a)
{
	return a->why.text;
}

const uint8_t *archive_bytes(const struct archive *a, size_t *ret_len)
{
	*ret_len = a->out.bytes.len;
	return a->out.bytes.bytes;
}

static struct sink *sink(struct archive *a)
{
	return a->compression.codec == CODEC_NONE ? &a->out : &a->raw;
}

static int of_sink(struct archive *a, int r)
{
	return r ? reason_errno(&a->why, r, "cannot write the archive") : 0;
}

static int put(struct archive *a, const void *bytes, size_t len)
{
	a->segment_len += len;
	return of_sink(a, sink_put(sink(a), bytes, len));
}

static int pad(struct archive *a, size_t align)
{
	static const uint8_t zeroes[NEWC_SEGMENT_ALIGN];

	return put(a, zeroes, newc_padding(a->segment_len, align));
}

static int put_head(struct archive *a, const struct newc_entry *e)
{
	uint8_t head[NEWC_HEAD_MAX];
	int r = newc_write_head(head, sizeof(head), e);

	return r ? r : put(a, head, newc_head_len(strlen(e->path) + e->path_padding));
}

static int end_segment(struct archive *a)
{
	const struct newc_entry trailer = { .path = NEWC_TRAILER, .nlink = 1 };
	uint64_t out_len;
	int r;

	if (a->segment == 0)
		return 0;
	r = put_head(a, &trailer);
	if (r == 0)
		r = pad(a, NEWC_SEGMENT_ALIGN);
	if (r == 0 && a->compression.codec != CODEC_NONE) {
		r = compress_bytes(a->compression, a->raw.bytes.bytes, a->raw.bytes.len,
				   &a->out.bytes, &a->why);
		a->raw.bytes.len = 0;
	}
	if (r != 0)
		return r;
	/* Only gzip data needs it. */
	out_len = a->out.flushed_len + a->out.bytes.len;
	r = buffer_append_zeroes(&a->out.bytes, newc_padding(out_len, NEWC_ALIGN));
	return of_sink(a, r ? r : sink_flush(&a->out));
}

int archive_learn(struct archive *a, const char *path, uint32_t mode, uint32_t nlink)
{
	enum path_kind kind = PATH_NODE;

	if (S_ISDIR(mode))
		kind = PATH_DIR;
	else if (S_ISLNK(mode))
		kind = PATH_SYMLINK;
	else if (S_ISREG(mode))
		kind = nlink > 1 ? PATH_LINKED_FILE : PATH_FILE;
	return paths_learn(&a->paths, path, kind)
		       ? reason_errno(&a->why, -ENOMEM, "'%s'", path)
		       : 0;
}

void archive_set_align(struct archive *a, uint32_t align)
{
	a->align = align;
}

int archive_begin(struct archive *a, struct compression compression)
{
	int r = end_segment(a);

	if (r != 0)
		return r;
	a->compression = compression;
	a->segment++;
	a->segment_len = 0;
	a->last_ino = 0;
	return 0;
}

int archive_finish(struct archive *a)
{
	int r = end_segment(a);

	buffer_free(&a->raw.bytes);
	a->segment = 0;
	return r;
}

static struct newc_entry entry_of(const struct archive *a, const char *path,
				  uint32_t type, struct archive_attr attr)
{
	return (struct newc_entry){
		.path = path,
		.ino = a->last_ino + 1,
		.mode = type | (attr.perm & PERM_MASK),
		.uid = attr.uid,
		.gid = attr.gid,
		.nlink = 1,
		.mtime_s = a->mtime_s,
	};
}

void archive_keep_origins(struct archive *a)
{
	a->origins.is_kept = true;
}

int archive_set_origin(struct archive *a, const char *fmt, ...)
{
	va_list args;
	int r;

	va_start(args, fmt);
	r = origins_set(&a->origins, fmt, args);
	va_end(args);
	return r ? reason_errno(&a->why, r, "the origin of an entry") : 0;
}

int archive_set_packages(struct archive *a, const char *packages)
{
	int r = origins_set_packages(&a->origins, packages);

	return r ? reason_errno(&a->why, r, "the packages of an entry") : 0;
}

struct origin archive_origin(const struct archive *a, size_t entry)
{
	return entry < a->origins.len ? a->origins.list[entry] : (struct origin){ 0 };
}

/* Check the path and write the head of an entry. */
static int add_head(struct archive *a, const struct newc_entry *e, enum path_kind kind)
{
	int r = paths_add(&a->paths, e->path, kind, a->segment, &a->why);

	if (r == 0 && origins_add(&a->origins) != 0)
		r = reason_errno(&a->why, -ENOMEM, "'%s'", e->path);
	return r ? r : put_head(a, e);
}

/* The same, and the bytes that belong to it. */
static int add(struct archive *a, struct newc_entry e, enum path_kind kind,
	       const void *bytes)
{
	int r = add_head(a, &e, kind);

	if (r == 0)
		r = put(a, bytes, e.data_len);
	if (r == 0)
		r = pad(a, NEWC_ALIGN);
	a->last_ino = e.ino;
	return r;
}

bool archive_has_dir(const struct archive *a, const char *path)
{
	const struct path *known = paths_find(&a->paths, path);

	return known && known->kind == PATH_DIR;
}

int archive_add_dir(struct archive *a, const char *path, struct archive_attr attr)
{
	return add(a, entry_of(a, path, S_IFDIR, attr), PATH_DIR, "");
}

int archive_add_parents(struct archive *a, const char *path)
{
	char parent[NEWC_PATH_MAX];
	int r = 0;

	if (strlen(path) >= sizeof(parent))
		return reason_set(&a->why, -ENAMETOOLONG, "'%s' is too long", path);
	for (const char *slash = strchr(path, '/'); slash && r == 0;
	     slash = strchr(slash + 1, '/')) {
		memcpy(parent, path, (size_t)(slash - path));
		parent[slash - path] = '\0';
		if (!paths_find(&a->paths, parent))
			r = archive_add_dir(a, parent, ARCHIVE_DIR_ATTR);
	}
	return r;
}

int archive_add_symlink(struct archive *a, const char *path, const char *target,
			struct archive_attr attr)
{
	struct newc_entry e = entry_of(a, path, S_IFLNK, attr);
	size_t len = strlen(target);

	if (len == 0 || len >= NEWC_PATH_MAX)
		return reason_set(&a->why, -EINVAL,
				  "'%s': a symlink's target has 1 to 4095 bytes", path);
	e.data_len = (uint32_t)len;
	int r = add(a, e, PATH_SYMLINK, target);

	return r ? r : paths_point(&a->paths, path, target, &a->why);
}

int archive_add_bytes(struct archive *a, const char *path, const void *bytes, size_t len,
		      struct archive_attr attr)
{
	struct newc_entry e = entry_of(a, path, S_IFREG, attr);

	if (len > UINT32_MAX)
		return reason_set(&a->why, -EFBIG, "'%s' has 4 GiB or more", path);
	e.data_len = (uint32_t)len;
	return add(a, e, PATH_FILE, bytes);
}

int archive_add_node(struct archive *a, const char *path, uint32_t type, uint32_t major,
		     uint32_t minor, struct archive_attr attr)
{
	struct newc_entry e = entry_of(a, path, type, attr);

	if (major > NEWC_RDEV_MAJOR_MAX || minor > NEWC_RDEV_MINOR_MAX)
		return reason_set(&a->why, -ERANGE,
				  "'%s': the kernel has no device %u:%u (at most %d:%d)",
				  path, major, minor, NEWC_RDEV_MAJOR_MAX,
				  NEWC_RDEV_MINOR_MAX);
	e.rdev_major = major;
	e.rdev_minor = minor;
	return add(a, e, PATH_NODE, "");
}

/* How many NULs behind the path bring the data to where blocks can be shared. */
static uint32_t path_padding(const struct archive *a, const struct newc_entry *e)
{
	size_t len = strlen(e->path), more;
	uint64_t data_at = a->out.flushed_len + a->out.bytes.len + newc_head_len(len);

	if (a->align == 0 || e->data_len < a->align || a->compression.codec != CODEC_NONE)
		return 0;
	more = newc_padding(data_at, a->align);
	return len + 1 + more <= NEWC_PATH_MAX ? (uint32_t)more : 0;
}

/* Copy exactly @len bytes, which is what the header in front of them says. */
static int put_content(struct archive *a, int fd, const char *source, uint32_t len)
{
	struct sink *to = sink(a);
	uint32_t left = len;
	char more;

	a->segment_len += len;
	if (a->align > 0 && to->fd >= 0 && len >= a->align) {
		ssize_t shared = sink_share(to, fd, len);

		if (shared < 0)
			return of_sink(a, (int)shared);
		left -= (uint32_t)shared;
	}
	while (left > 0) {
		ssize_t room = sink_room(to, left);

		if (room < 0)
			return of_sink(a, (int)room);
		ssize_t n = io_read(fd, to->bytes.bytes + to->bytes.len, (size_t)room);

		if (n < 0)
			return reason_errno(&a->why, (int)n, "'%s'", source);
		if (n == 0)
			return reason_set(&a->why, -EIO, "'%s' shrank while it was read",
					  source);
		left -= (uint32_t)n;
		int r = of_sink(a, sink_took(to, (size_t)n));

		if (r != 0)
			return r;
	}
	if (io_read(fd, &more, 1) != 0)
		return reason_set(&a->why, -EIO, "'%s' grew while it was read", source);
	return pad(a, NEWC_ALIGN);
}

int archive_add_linked_file(struct archive *a, const char *const *paths, size_t paths_len,
			    const char *source, struct archive_attr attr)
{
	enum path_kind kind = paths_len > 1 ? PATH_LINKED_FILE : PATH_FILE;
	struct newc_entry e = entry_of(a, paths[0], S_IFREG, attr);
	cleanup_fd int fd = -1;
	uint64_t len = 0;
	int r = file_open_regular(source, &fd, &len, &a->why);

	for (size_t i = 0; i < paths_len && r == 0; i++)
		r = rescue_rule_check(paths[i], source, &a->why);
	if (r != 0)
		return r;
	if (len > UINT32_MAX)
		return reason_set(&a->why, -EFBIG, "'%s' has 4 GiB or more", source);
	e.nlink = (uint32_t)paths_len;
	for (size_t i = 0; i < paths_len && r == 0; i++) {
		e.path = paths[i];
		/* As every writer does: the data stands behind the last name. */
		e.data_len = i + 1 == paths_len ? (uint32_t)len : 0;
		e.path_padding = path_padding(a, &e);
		r = add_head(a, &e, kind);
	}
	a->last_ino = e.ino;
	return r ? r : put_content(a, fd, source, (uint32_t)len);
}

int archive_add_file(struct archive *a, const char *path, const char *source,
		     struct archive_attr attr)
{
	return archive_add_linked_file(a, &path, 1, source, attr);
}
