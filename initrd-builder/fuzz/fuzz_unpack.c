/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"

enum {
	OUTPUT_MAX = 1 << 20,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The first byte says which magic the rest gets, so that all decoders are reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct {
		const char *bytes;
		size_t len;
	} magics[] = {
		{ "BZh1", 4 },
		{ "\x5d\x00\x00", 3 },
		{ "\x89LZO\0\r\n\x1a\n", 9 },
		{ "\x02\x21\x4c\x18", 4 },
		{ "\x1f\x8b\x08", 3 },
		{ "\xfd"
		  "7zXZ\0",
		  6 },
		{ "\x28\xb5\x2f\xfd", 4 },
	};
	cleanup_buffer struct buffer in = { 0 }, out = { 0 };
	struct reason why;
	size_t magic, used = 0;

	if (len == 0)
		return 0;
	magic = data[0] % ARRAY_LEN(magics);
	if (buffer_append(&in, magics[magic].bytes, magics[magic].len) != 0 ||
	    buffer_append(&in, data + 1, len - 1) != 0)
		return 0;
	(void)!unpack_bytes(in.bytes, in.len, OUTPUT_MAX, &out, &used, &why);
	if (used > in.len || out.len > OUTPUT_MAX)
		__builtin_trap();
	return 0;
}
