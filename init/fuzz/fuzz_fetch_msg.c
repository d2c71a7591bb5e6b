/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/fetch_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fetch_msg msg;

	if (fetch_msg_decode(data, len, &msg) == 0 &&
	    strlen(msg.text) >= sizeof(msg.text))
		__builtin_trap();
	return 0;
}
