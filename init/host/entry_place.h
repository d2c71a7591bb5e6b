/* SPDX-License-Identifier: MIT */
/* Boot loaders on this machine: where each keeps its files, and how it is told. */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "base/attr.h"
#include "pure/boot_entry.h"

struct entry_place;

/* All return 0, or -EIO after they said why. */
struct entry_loader {
	const char *name; /* --loader NAME */

	/* Find it.  -ENOENT, without a word: it is not on this machine. */
	int (*find)(struct entry_place *place);
	/* Could the entry be written, and be for one boot?  Asked before anything is. */
	int (*check)(const struct entry_place *place, bool is_permanent);
	/* Tell it; the kernel and initrd are in place. */
	int (*tell)(const struct entry_place *place, const struct boot_entry *entry);
	/* Take back what was told, whatever of it there is. */
	int (*forget)(const struct entry_place *place);
};

struct entry_place {
	const struct entry_loader *loader;
	char folder[PATH_MAX]; /* kernel and initrd go below it, into BOOT_ENTRY_ID */
};

extern const struct entry_loader entry_grub, entry_systemd_boot, entry_extlinux;

/* "FOLDER/NAME".  Returns 0 or -ENAMETOOLONG. */
must_check int entry_path(const struct entry_place *place, const char *name,
			  char ret[static PATH_MAX]);

/* The first of @folders with @inside in it is the place's.  Returns 0 or -ENOENT. */
must_check int entry_find_folder(struct entry_place *place, const char *const *folders,
				 size_t count, const char *inside);

/* Put @part, which may be "", in the place of our part of a configuration file.  A file that
 * would be empty then goes. */
must_check int entry_replace_part(const char *path, const char *part);

/* A file of ours that is being written under another name: whole or not at all. */
struct entry_file {
	int fd;
	char path[PATH_MAX], temporary[PATH_MAX];
};

#define ENTRY_FILE_NONE ((struct entry_file){ .fd = -1 })

/* Begin it, to be read by root alone if it @is_secret.  These say why. */
must_check int entry_file_begin(const struct entry_place *place, const char *name,
				bool is_secret, struct entry_file *ret);
must_check int entry_file_finish(struct entry_file *file);
void entry_file_drop(struct entry_file *file);
#define cleanup_entry_file cleanup_with(entry_file_drop)

/* Kernel, initrd and whatever of them was begun, and their folder. */
void entry_files_remove(const struct entry_place *place);

#define ENTRY_KERNEL BOOT_ENTRY_ID "/vmlinuz"
#define ENTRY_INITRD BOOT_ENTRY_ID "/initrd"
