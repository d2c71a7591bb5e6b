/* SPDX-License-Identifier: MIT */
/*
 * What the kernel's unpacker (init/initramfs.c) does to an initrd other than what whoever
 * made it meant: most of it without a word.  A set of these is a number.
 */
#pragma once

#include <stdint.h>

typedef uint64_t kernel_findings;

enum kernel_finding {
	/* The kernel reads no further. */
	KERNEL_NO_MAGIC,
	KERNEL_OLD_CPIO,
	KERNEL_BAD_DIGITS,
	KERNEL_CUT_HEADER,
	KERNEL_CUT_NAME,
	KERNEL_CUT_DATA,
	KERNEL_CUT_PADDING,
	KERNEL_NO_NUL,
	KERNEL_WRONG_SUM,
	KERNEL_BROKEN_PADDING,
	KERNEL_UNALIGNED_ARCHIVE,
	KERNEL_UNKNOWN_BYTES,
	KERNEL_JUNK_IN_ARCHIVE,
	KERNEL_BROKEN_STREAM,
	KERNEL_GZIP_HEADER,
	KERNEL_XZ_CHECK,
	/* The entry is dropped. */
	KERNEL_NAME_LENGTH,
	KERNEL_COMPONENT_LENGTH,
	KERNEL_NAME_ENDS_IN_SLASH,
	KERNEL_NAMED_TRAILER,
	KERNEL_TARGET_LENGTH,
	KERNEL_NO_TYPE,
	KERNEL_NOT_A_FILE_WITH_DATA,
	KERNEL_NO_PARENT,
	KERNEL_PARENT_NO_FOLDER,
	KERNEL_SYMLINK_LOOP,
	KERNEL_OVER_FULL_FOLDER,
	KERNEL_LINK_FAILED,
	/* It comes out, but changed, or changes what was there. */
	KERNEL_BOOTCONFIG,
	KERNEL_GZIP_SUM,
	KERNEL_TARGET_NUL,
	KERNEL_TARGET_EMPTY,
	KERNEL_MODE_BITS,
	KERNEL_NO_OWNER,
	KERNEL_DEVICE_NUMBER,
	KERNEL_OVER_EMPTY_FOLDER,
	KERNEL_FOLDER_OVER,
	KERNEL_FOLDER_CHANGED,
	KERNEL_THROUGH_LINK,
	KERNEL_LINK_REWRITTEN,
	KERNEL_LINK_CHANGED,
	KERNEL_NODE_KEPT,
	KERNEL_TWICE,
	KERNEL_FINDINGS, /* how many there are */
};

#define KERNEL_FOUND(finding) ((kernel_findings)1 << (finding))

/* Those behind which nothing of the image is read. */
#define KERNEL_STOPS (KERNEL_FOUND(KERNEL_XZ_CHECK + 1) - 1)

/* Those whose entry does not come out; some that stop the kernel leave one behind. */
#define KERNEL_DROPS (KERNEL_FOUND(KERNEL_LINK_FAILED + 1) - 1 - KERNEL_STOPS)

/* The finding in words that follow the name of the entry. */
const char *kernel_finding_text(enum kernel_finding finding);
