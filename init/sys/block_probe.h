/* SPDX-License-Identifier: MIT */
/* What is on a block device: libblkid, and nothing else of it. */
#pragma once

#include "base/attr.h"

enum {
	BLOCK_TEXT_SIZE = 64,
};

struct block_content {
	char type[BLOCK_TEXT_SIZE]; /* "ext4", "crypto_LUKS"; "": nothing that is known */
	char label[BLOCK_TEXT_SIZE];
	char uuid[BLOCK_TEXT_SIZE];
	char part_label[BLOCK_TEXT_SIZE]; /* of its partition; "": it is none */
	char part_uuid[BLOCK_TEXT_SIZE];
};

/* Reads only.  Returns 0 or -errno. */
must_check int block_probe(const char *path, struct block_content *ret);
