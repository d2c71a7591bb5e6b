/* SPDX-License-Identifier: MIT */
#include "pure/parse_msg_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct minisigs sigs;
	static struct ipxe script;
	static struct narinfo info;
	static struct members members;
	struct store_place place;
	struct parse_fault fault;

	(void)!parse_msg_decode_minisigs(data, len, &sigs, &fault);
	(void)!parse_msg_decode_ipxe(data, len, &script, &fault);
	(void)!parse_msg_decode_narinfo(data, len, &info, &fault);
	(void)!parse_msg_decode_place(data, len, &place, &fault);
	(void)!parse_msg_decode_members(data, len, 1000, &members, &fault);
	return 0;
}
