/* SPDX-License-Identifier: MIT */
#include "pure/minisig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct minisigs sigs;
	struct minisig_says says;
	struct parse_fault fault;

	if (minisig_parse(data, len, &sigs, &fault) == 0)
		minisig_comment(sigs.blobs[sigs.count - 1].comment, &says);
	return 0;
}
