/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pure/dhcp_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct dhcp_record r;

	if (dhcp_record_of_lines(text, size, &r) == 0 &&
	    (r.address == 0 || r.client_id_len > sizeof(r.client_id)))
		abort();
	if (dhcp_record_of_dhclient(text, size, "eth0", &r) == 0 &&
	    (r.address == 0 || r.client_id_len > sizeof(r.client_id)))
		abort();
	if (dhcp_record_of_message(data, size, &r) == 0 &&
	    (r.address == 0 || r.client_id_len > sizeof(r.client_id)))
		abort();
	return 0;
}
