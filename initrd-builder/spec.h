/* SPDX-License-Identifier: MIT */
/*
 * One line of a spec: the grammar of the kernel's gen_init_cpio, and three words more.
 *
 *   file NAME SRC MODE UID GID [LINK…]     nod NAME MODE UID GID c|b MAJOR MINOR
 *   dir NAME MODE UID GID                  pipe NAME MODE UID GID
 *   slink NAME TARGET MODE UID GID         include SPEC
 *   tree NAME SRC                          busybox-links DIR TARGET LIST
 *
 * Words are separated by blanks; '#' at the beginning of a word starts a comment.  A word
 * may stand in double quotes, with \" and \\ and \NNN (octal, any byte) in it.  MODE is
 * octal.  ${VARIABLE} is replaced in SRC, SPEC and LIST, from definitions only: what
 * the environment holds cannot leak into an archive.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct reason;

enum {
	SPEC_LINE_MAX = 16384,
	SPEC_WORDS_MAX = 64,
	SPEC_PATH_MAX = 4096, /* of a SRC with its variables replaced */
};

enum spec_kind {
	SPEC_NOTHING, /* an empty line, or only a comment */
	SPEC_FILE,
	SPEC_DIR,
	SPEC_SLINK,
	SPEC_NOD,
	SPEC_PIPE,
	SPEC_INCLUDE,
	SPEC_TREE,
	SPEC_BUSYBOX_LINKS,
	SPEC_PACKAGES,
};

/* A word and where it begins, counted from 1. */
struct spec_word {
	const char *text;
	unsigned int column;
};

struct spec_line {
	enum spec_kind kind;
	struct spec_word name;   /* of the entry, without leading slashes */
	struct spec_word source; /* SRC, SPEC or LIST, its variables not yet replaced */
	struct spec_word target; /* of a symlink, or of all the applets' */
	uint32_t perm, uid, gid;
	uint32_t type, major, minor; /* of a node: S_IFCHR or S_IFBLK */
	const char *links[SPEC_WORDS_MAX];
	size_t links_len;
};

struct spec_definition {
	const char *name;
	size_t name_len;
	const char *value;
};

struct spec_definitions {
	const struct spec_definition *list;
	size_t len;
};

/* Parse @text, which is cut into words in place and must outlive @ret.  Returns 0, or
 * -EINVAL with the reason and the column where it went wrong. */
must_check int spec_parse_line(char *text, struct spec_line *ret,
			       unsigned int *ret_column, struct reason *why);

/* Replace each ${NAME} of @text.  Returns 0, -EINVAL or -ENAMETOOLONG with the reason. */
must_check int spec_expand(const char *text, const struct spec_definitions *definitions,
			   char ret[static SPEC_PATH_MAX], struct reason *why);

/* Parse "NAME=VALUE", which is borrowed.  Returns 0 or -EINVAL. */
must_check int spec_parse_definition(const char *text, struct spec_definition *ret);
