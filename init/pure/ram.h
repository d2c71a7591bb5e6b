/* SPDX-License-Identifier: MIT */
/* Will the image fit?  Asked before the download.  Figures from measurements in QEMU. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/load_way.h"

struct ram {
	uint64_t total_bytes;     /* MemTotal */
	uint64_t available_bytes; /* MemAvailable, before anything of the image is here */
	uint64_t kernel_bytes;    /* the image's files */
	uint64_t initrd_bytes;
};

/* Read MemTotal and MemAvailable out of /proc/meminfo's text.  Returns 0 or -EBADMSG. */
must_check int ram_from_meminfo(const char *meminfo, struct ram *ret);

/* Returns 0, or -EIO with need and have in @why. */
must_check int ram_check(const struct ram *ram, enum load_way way, const char *object,
			 struct failure *why);
