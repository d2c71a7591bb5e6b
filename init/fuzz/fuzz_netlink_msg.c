/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/netlink_made.h"
#include "pure/netlink_msg.h"
#include "pure/netlink_rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct cursor c = cursor_over(data, len);
	struct netlink_address address;
	struct netlink_link link;
	struct netlink_route route;
	struct netlink_rule rule;
	struct netlink_msg msg;
	int error;

	while (netlink_next(&c, &msg) > 0) {
		if (netlink_parse_link(&msg, &link) == 0 &&
		    netlink_parse_made(&msg, &link) == 0 &&
		    (!memchr(link.name, 0, sizeof(link.name)) ||
		     !memchr(link.port_kind, 0, sizeof(link.port_kind)) ||
		     link.bond.n_arp_targets > BOND_ARP_TARGETS_MAX ||
		     !memchr(link.kind, 0, sizeof(link.kind)) ||
		     link.mac.len > sizeof(link.mac.bytes)))
			__builtin_trap();
		if (netlink_parse_address(&msg, &address) == 0 &&
		    (!memchr(address.label, 0, sizeof(address.label)) ||
		     address.prefix_len > 8 * netlink_ip_len(address.local.family)))
			__builtin_trap();
		if (netlink_parse_route(&msg, &route) == 0 &&
		    route.dst_len > 8 * netlink_ip_len(route.family))
			__builtin_trap();
		if (netlink_parse_rule(&msg, &rule) == 0 &&
		    (rule.src_len > 8 * netlink_ip_len(rule.family) ||
		     rule.dst_len > 8 * netlink_ip_len(rule.family)))
			__builtin_trap();
		if (netlink_parse_error(&msg, &error) == 0 && error > 0)
			__builtin_trap();
	}
	return 0;
}
