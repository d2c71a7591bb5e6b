/* SPDX-License-Identifier: MIT */
#include "pure/narinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What was read passes the check of whoever reads the answer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct narinfo info;
	static char text[NARINFO_FINGERPRINT_MAX];
	struct parse_fault fault;

	if (narinfo_parse(data, len, &info, &fault) == 0 &&
	    (!narinfo_is_valid(&info) || narinfo_fingerprint(&info, text) < 0))
		__builtin_trap();
	(void)!nix_cache_info_check(data, len, &fault);
	return 0;
}
