/* SPDX-License-Identifier: MIT */
#include "pure/parse_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum verify_verdict verdict;
	struct parse_fault fault;
	struct kexec_boot boot;
	struct sums sums;

	if (parse_msg_decode_sums(data, len, &sums, &fault) == 0 &&
	    !sums_find(&sums, sums.entries[0].name))
		__builtin_trap();
	(void)!parse_msg_decode_kexec_boot(data, len, &boot, &fault);
	(void)!parse_msg_decode_verdict(data, len, &verdict, &fault);
	return 0;
}
