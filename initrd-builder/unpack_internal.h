/* SPDX-License-Identifier: MIT */
/* What the decoders share: what one may still read, and where its output goes. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct buffer;

struct unpacking {
	const uint8_t *in;
	size_t in_left;
	struct buffer *to;
	uint64_t max; /* of output */
};

/* Room for @wanted bytes of output, and never more than the limit allows, plus one byte by
 * which a longer output shows itself. */
must_check int unpacking_room(const struct unpacking *u, size_t wanted, size_t *ret);
must_check int unpacking_took(struct unpacking *u, size_t len);

/* Those that no library of ours has.  Like unpack_bytes(): 0, -EBADMSG with what came
 * before in u->to, -EFBIG or -ENOMEM. */
must_check int unpack_lz4(struct unpacking *u);
must_check int unpack_lzo(struct unpacking *u);
must_check int unpack_bzip2(struct unpacking *u);
