/* SPDX-License-Identifier: MIT */
#include "pure/netlink_made.h"

#include <errno.h>
#include <string.h>

#include <linux/if_ether.h>
#include <linux/rtnetlink.h>

#include "pure/bond.h"

static int parse_vlan(struct cursor data, struct netlink_link *link)
{
	struct netlink_attribute a;
	uint16_t id = 0;
	bool is_usual = true;
	int r;

	while ((r = netlink_next_attribute(&data, &a)) > 0) {
		if (a.type == IFLA_VLAN_ID)
			cursor_copy(&a.value, &id, sizeof(id));
		else if (a.type == IFLA_VLAN_PROTOCOL)
			is_usual = cursor_be16(&a.value) == ETH_P_8021Q;
		if (!cursor_ok(&a.value))
			return -EBADMSG;
	}
	link->vlan_id = is_usual ? id : 0;
	return r;
}

static int parse_port_kind(struct cursor value, struct netlink_link *link)
{
	size_t len = value.left > 0 ? strnlen((const char *)value.at, value.left) : 0;

	if (len >= sizeof(link->port_kind))
		return -EBADMSG;
	memset(link->port_kind, 0, sizeof(link->port_kind));
	cursor_copy(&value, link->port_kind, len);
	return 0;
}

static int parse_info(struct cursor nest, struct netlink_link *link)
{
	struct cursor data = { .left = 0 };
	struct netlink_attribute a;
	int r;

	while ((r = netlink_next_attribute(&nest, &a)) > 0) {
		if (a.type == IFLA_INFO_SLAVE_KIND)
			r = parse_port_kind(a.value, link);
		else if (a.type == IFLA_INFO_DATA)
			data = a.value;
		if (r < 0)
			return r;
	}
	if (r == 0 && strcmp(link->kind, "vlan") == 0)
		return parse_vlan(data, link);
	if (r == 0 && strcmp(link->kind, "bond") == 0)
		return bond_parse_netlink(data, &link->bond);
	return r;
}

int netlink_parse_made(const struct netlink_msg *msg, struct netlink_link *link)
{
	struct cursor body = msg->body;
	struct netlink_attribute a;
	int r;

	(void)cursor_take(&body, sizeof(struct ifinfomsg));
	while ((r = netlink_next_attribute(&body, &a)) > 0) {
		if (a.type == IFLA_LINKINFO)
			r = parse_info(a.value, link);
		if (r < 0)
			break;
	}
	return r;
}
