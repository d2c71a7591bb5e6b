/* SPDX-License-Identifier: MIT */
/* What the parser lets through must also pass the reader of its answers. */
#include "pure/parse_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t answer[PARSE_ANSWER_MAX];
	struct parse_fault fault;
	struct kexec_boot boot;

	if (kexec_boot_parse(data, len, &boot, &fault) < 0)
		return 0;
	len = parse_msg_encode_kexec_boot(&boot, answer);
	if (parse_msg_decode_kexec_boot(answer, len, &boot, &fault) < 0)
		__builtin_trap();
	return 0;
}
