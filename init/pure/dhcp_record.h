/* SPDX-License-Identifier: MIT */
/*
 * What the DHCP clients of distributions write down about a lease: who the host said it was,
 * and what it got.  Who asks as somebody else in stage two gets another address.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	DHCP_RECORD_ID_MAX = 255, /* what an option can hold */
};

struct dhcp_record {
	uint32_t address;     /* as a number */
	size_t client_id_len; /* 0: not known */
	uint8_t client_id[DHCP_RECORD_ID_MAX];
};

/* systemd-networkd's and NetworkManager's files of NAME=VALUE lines.  All return 0, or
 * -ENODATA if there is no address in it. */
must_check int dhcp_record_of_lines(const char *text, size_t len,
				    struct dhcp_record *ret);

/* dhclient's: the last lease of the interface @name. */
must_check int dhcp_record_of_dhclient(const char *text, size_t len, const char *name,
				       struct dhcp_record *ret);

/* dhcpcd's: the server's own message. */
must_check int dhcp_record_of_message(const void *bytes, size_t len,
				      struct dhcp_record *ret);
