/* SPDX-License-Identifier: MIT */
/* Who this host is for its DHCP servers, as its own client wrote it down. */
#pragma once

struct network_state;
struct writer;

/* Write takeover/dhcp-leases.json: for each interface with a lease its MAC, its client
 * identifier where one is known, and its address. */
void dhcp_leases_write(const struct network_state *network, struct writer *to);
