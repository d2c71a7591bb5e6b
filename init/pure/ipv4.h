/* SPDX-License-Identifier: MIT */
/* IPv4 addresses as numbers in host order, and their text. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	IPV4_TEXT_MAX = 16, /* "255.255.255.255" and its NUL */
};

/* Parse exactly four decimal numbers of one to three digits.  Returns 0 or -EINVAL. */
must_check int ipv4_parse(const char *text, size_t len, uint32_t *ret);

/* Write "192.0.2.1" to @ret and return it. */
const char *ipv4_text(uint32_t address, char ret[static IPV4_TEXT_MAX]);

/* The netmask of a prefix of at most 32 bits. */
uint32_t ipv4_mask(uint8_t prefix_len);

/* The prefix length of a netmask.  Returns 0, or -EINVAL if it has holes. */
must_check int ipv4_prefix_len(uint32_t mask, uint8_t *ret);

/* True if a machine can have this address: not of 0/8, 127/8, or 224.0.0.0 and above. */
bool ipv4_is_host(uint32_t address);
