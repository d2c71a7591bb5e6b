/* SPDX-License-Identifier: MIT */
/*
 * The file tree that the kernel's unpacker makes of an initrd (init/initramfs.c,
 * do_name() and do_symlink(), and what rootfs does with their calls), in memory that the
 * caller lends.  Names and data are borrowed from the entries.
 *
 * Names and files are numbers from 1 in two arrays; 0 is none.  File 1 is the root.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/kernel_entry.h"

enum {
	KERNEL_ROOT = 1,
	KERNEL_TYPE = 0170000, /* of a mode, as S_IFMT */
	KERNEL_FOLDER = 0040000,
	KERNEL_FILE = 0100000,
	KERNEL_SYMLINK = 0120000,
	KERNEL_CHAR = 0020000,
	KERNEL_BLOCK = 0060000,
};

struct kernel_name {
	const char *text; /* not terminated */
	uint32_t len;
	uint32_t folder;             /* the file in which it stands */
	uint32_t file;               /* 0 when it was removed */
	uint32_t segment;            /* that had it last; 0 if the kernel brought it */
	uint32_t next;               /* in bytewise order, after kernel_model_sort() */
	uint32_t left, right, level; /* a balanced tree, one for each folder */
};

struct kernel_file {
	uint32_t mode, uid, gid, mtime_s, nlink, rdev_major, rdev_minor;
	bool has_mtime;
	bool is_builtin;     /* what the kernel brings, until an entry has it */
	const uint8_t *data; /* of a file, or the target of a symlink */
	size_t data_len;     /* zeroes follow up to @len */
	uint32_t len;
	uint32_t name;        /* of a folder: its own, 0 for the root */
	uint32_t names;       /* of a folder: the root of the tree of its names */
	uint32_t names_count; /* those that were not removed */
	uint32_t first;       /* of a folder: the first name, after kernel_model_sort() */
};

/* The first entry of those that have these numbers, to which the others are linked. */
struct kernel_link {
	uint32_t key[4]; /* device, inode number, type */
	const char *path;
};

struct kernel_model {
	struct kernel_name *names;
	struct kernel_file *files;
	struct kernel_link *links;
	uint32_t names_len, names_max;
	uint32_t files_len, files_max;
	uint32_t links_len, links_max;
	uint32_t links_tree; /* of names; name.file is the link */
	bool makes_folders;  /* that are missing, as cpio -d does: not the kernel's way */
	bool is_full; /* the memory did not suffice; the tree is not to be trusted */
};

/* How much memory it needs for that many entries. */
size_t kernel_model_memory_len(uint32_t entries_max);

/* Begin with what every kernel brings (usr/default_cpio_list).  The memory is zeroed, and
 * aligned for any type. */
void kernel_model_begin(struct kernel_model *m, void *memory, uint32_t entries_max);

/* Do what the kernel does with the entry, which belongs to archive @segment.  Returns its
 * findings and those that came up. */
kernel_findings kernel_model_apply(struct kernel_model *m, const struct kernel_entry *e,
				   uint32_t segment);

/* Set name.next and file.first: call when all entries have been applied. */
void kernel_model_sort(struct kernel_model *m);

/* The name behind @name in an order in which folders precede their content, the first for
 * 0; or 0. */
uint32_t kernel_model_next(const struct kernel_model *m, uint32_t name);

/* The path of a name, without a leading slash.  Returns 0 or -ENAMETOOLONG. */
must_check int kernel_model_path(const struct kernel_model *m, uint32_t name, char *to,
				 size_t cap);

/* Where a path leads, by the kernel's rules. */
struct kernel_place {
	uint32_t folder;  /* in which the last component is to stand */
	const char *text; /* of that component */
	uint32_t len;     /* 0 for a path that ends in "." or ".." or is "/" */
	uint32_t name;    /* what has been there, be it removed, or 0 */
	uint32_t file;    /* what is there, or 0 */
	bool has_slash;   /* behind it */
};

enum kernel_last {
	KERNEL_KEEP_SYMLINK,
	KERNEL_FOLLOW_SYMLINK,
};

/* Returns 0, or the one finding that says why the path leads nowhere. */
must_check kernel_findings kernel_lookup(struct kernel_model *m, const char *path,
					 enum kernel_last last, struct kernel_place *ret);

/* The name with that text in a tree of names, or 0. */
uint32_t kernel_names_find(const struct kernel_model *m, uint32_t tree, const char *text,
			   size_t len);

/* Put a name into the place and return it; 0 if the memory is full. */
uint32_t kernel_names_add(struct kernel_model *m, uint32_t *tree, const char *text,
			  size_t len);
