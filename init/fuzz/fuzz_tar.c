/* SPDX-License-Identifier: MIT */
#include "pure/tar.h"
#include "test/byte_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Every member that is listed is in the archive. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct members members;
	struct bytes b = { data, len };
	struct stream s = { .read = read_bytes, .context = &b };
	struct parse_fault fault;

	if (tar_list(&s, &members, &fault) < 0)
		return 0;
	for (uint32_t i = 0; i < members.count; i++)
		if (!member_is_within(&members.list[i], len))
			__builtin_trap();
	return 0;
}
