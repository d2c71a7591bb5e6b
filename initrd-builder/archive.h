/* SPDX-License-Identifier: MIT */
/*
 * An initrd under construction: one or more segments of newc entries, one behind the
 * other, raw or compressed, each padded so that the kernel takes the next.
 *
 * What the kernel would drop in silence is an error here: a missing parent folder, a
 * folder over a file, a path twice in one segment, a name or a target too long, a file of
 * 4 GiB and more.  Inode numbers count from 1, the time is one for all: the same input is
 * the same bytes, whoever runs it and wherever.
 *
 * Every function returns 0 or -errno; archive_why() has the reason in words, and the
 * archive is good for nothing but archive_free() then.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "initrd-builder/compress.h"
#include "initrd-builder/origins.h"

struct archive;
struct reason;

/* Who owns an entry and who may do what with it; the type is the function's. */
struct archive_attr {
	uint32_t perm;
	uint32_t uid, gid;
};

enum {
	ARCHIVE_ALIGN_MAX =
		4096, /* what fits behind a name; the block of most file systems */
};

#define ARCHIVE_DIR_ATTR  ((struct archive_attr){ .perm = 0755 })
#define ARCHIVE_FILE_ATTR ((struct archive_attr){ .perm = 0644 })

/* Into memory that archive_bytes() lends, or straight to a descriptor (borrowed). */
must_check int archive_new_in_memory(uint32_t mtime_s, struct archive **ret);
must_check int archive_new_to_fd(int fd, uint32_t mtime_s, struct archive **ret);
void archive_free(struct archive *a);

static inline void archive_free_at(struct archive **a)
{
	archive_free(*a);
}
#define cleanup_archive cleanup_with(archive_free_at)

/* Say before the first segment what the image holds behind which they will stand: @mode and
 * @nlink as an entry has them. */
must_check int archive_learn(struct archive *a, const char *path, uint32_t mode,
			     uint32_t nlink);

/*
 * Bring the data of files of at least @align bytes, a power of two up to ARCHIVE_ALIGN_MAX,
 * to multiples of it, where a file system can share blocks instead of copying them.  Raw
 * segments only, and only where a name with so many NULs behind it is not too long.
 */
void archive_set_align(struct archive *a, uint32_t align);

/* Begin a segment; all but the first end the one before.  Paths of earlier segments are
 * known: their folders serve as parents, their files may be replaced. */
must_check int archive_begin(struct archive *a, struct compression compression);

/* Add the folders above @path that no segment has, as ARCHIVE_DIR_ATTR. */
must_check int archive_add_parents(struct archive *a, const char *path);

bool archive_has_dir(const struct archive *a, const char *path);
must_check int archive_add_dir(struct archive *a, const char *path,
			       struct archive_attr attr);
must_check int archive_add_symlink(struct archive *a, const char *path,
				   const char *target, struct archive_attr attr);
must_check int archive_add_bytes(struct archive *a, const char *path, const void *bytes,
				 size_t len, struct archive_attr attr);
/* The content of the regular file @source, links followed; refused if it changes its
 * length while it is read. */
must_check int archive_add_file(struct archive *a, const char *path, const char *source,
				struct archive_attr attr);
/* The same file by several names, which the kernel links; never found out, only told. */
must_check int archive_add_linked_file(struct archive *a, const char *const *paths,
				       size_t paths_len, const char *source,
				       struct archive_attr attr);
/* A device node, or with 0:0 a pipe: @type is S_IFCHR, S_IFBLK or S_IFIFO. */
must_check int archive_add_node(struct archive *a, const char *path, uint32_t type,
				uint32_t major, uint32_t minor, struct archive_attr attr);

/*
 * What asks for an entry ("base.spec:12"), for a manifest.  Nothing is kept unless
 * archive_keep_origins() was called first; the entries count from 0 over all segments, and
 * one that nothing was said of has NULL.
 */
void archive_keep_origins(struct archive *a);
printf_like(2, 3)
	must_check int archive_set_origin(struct archive *a, const char *fmt, ...);
/* And of what packages' source: "NAME VERSION, NAME VERSION", or "" when that is not known. */
must_check int archive_set_packages(struct archive *a, const char *packages);
struct origin archive_origin(const struct archive *a, size_t entry);

/* End the last segment and flush. */
must_check int archive_finish(struct archive *a);

/* All bytes of an archive in memory, after archive_finish(); lent until archive_free(). */
const uint8_t *archive_bytes(const struct archive *a, size_t *ret_len);

/* Why the last call failed. */
const char *archive_why(const struct archive *a);
