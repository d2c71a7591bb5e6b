/* SPDX-License-Identifier: MIT */
/* Where the running kernel's modules are, for whoever loads none. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

enum {
	MODULES_DIR_SIZE = 128,
};

/* Their folder.  Returns false if there are none in it. */
must_check bool modules_dir(char ret[static MODULES_DIR_SIZE]);
