/* SPDX-License-Identifier: MIT */
#include "pure/ipv4.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

int ipv4_parse(const char *text, size_t len, uint32_t *ret)
{
	uint32_t address = 0;

	for (int i = 0; i < 4; i++) {
		const char *dot = i < 3 ? memchr(text, '.', len) : text + len;
		uint64_t byte;

		if (!dot || dot - text > 3 ||
		    text_to_u64(text, (size_t)(dot - text), UINT8_MAX, &byte) < 0)
			return -EINVAL;
		address = address << 8 | (uint32_t)byte;
		len -= (size_t)(dot - text) + (i < 3);
		text = dot + (i < 3);
	}
	*ret = address;
	return 0;
}

const char *ipv4_text(uint32_t address, char ret[static IPV4_TEXT_MAX])
{
	(void)snprintf(ret, IPV4_TEXT_MAX, "%u.%u.%u.%u", address >> 24,
		       address >> 16 & 255, address >> 8 & 255, address & 255);
	return ret;
}

uint32_t ipv4_mask(uint8_t prefix_len)
{
	return prefix_len == 0 ? 0 : UINT32_MAX << (32 - prefix_len);
}

int ipv4_prefix_len(uint32_t mask, uint8_t *ret)
{
	for (uint8_t len = 0; len <= 32; len++) {
		if (ipv4_mask(len) != mask)
			continue;
		*ret = len;
		return 0;
	}
	return -EINVAL;
}

bool ipv4_is_host(uint32_t address)
{
	uint32_t first = address >> 24;

	return first != 0 && first != 127 && first < 224;
}
