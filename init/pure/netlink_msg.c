/* SPDX-License-Identifier: MIT */
#include "pure/netlink_msg.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

uint8_t netlink_ip_len(uint8_t family)
{
	if (family == AF_INET)
		return 4;
	return family == AF_INET6 ? 16 : 0;
}

bool netlink_is_hardware(const struct netlink_link *link)
{
	return !link->kind[0] || strcmp(link->kind, "veth") == 0;
}

int netlink_next(struct cursor *datagram, struct netlink_msg *ret)
{
	struct nlmsghdr head;

	if (datagram->left == 0)
		return cursor_ok(datagram) ? 0 : -EBADMSG;
	cursor_copy(datagram, &head, sizeof(head));
	if (!cursor_ok(datagram) || head.nlmsg_len < sizeof(head))
		return -EBADMSG;
	size_t len = head.nlmsg_len - sizeof(head);
	struct netlink_msg msg = { .type = head.nlmsg_type,
				   .flags = head.nlmsg_flags,
				   .sequence = head.nlmsg_seq,
				   .body = cursor_sub(datagram, len) };
	/* the padding behind the last message may be missing */
	size_t padding = NLMSG_ALIGN(len) - len;

	cursor_sub(datagram, padding < datagram->left ? padding : datagram->left);
	if (!cursor_ok(&msg.body))
		return -EBADMSG;
	*ret = msg;
	return 1;
}

int netlink_parse_error(const struct netlink_msg *msg, int *ret_error)
{
	struct cursor body = msg->body;
	int32_t error;

	if (msg->type != NLMSG_ERROR && msg->type != NLMSG_DONE)
		return -ENOMSG;
	cursor_copy(&body, &error, sizeof(error));
	if (!cursor_ok(&body) || error > 0 || error < -4095)
		return -EBADMSG;
	*ret_error = error;
	return 0;
}

int netlink_next_attribute(struct cursor *c, struct netlink_attribute *ret)
{
	struct rtattr head;

	/* a nest may end in fewer bytes of padding than a header has */
	if (c->left < sizeof(head))
		return cursor_ok(c) ? 0 : -EBADMSG;
	cursor_copy(c, &head, sizeof(head));
	if (head.rta_len < sizeof(head))
		return -EBADMSG;
	size_t len = head.rta_len - sizeof(head);

	ret->type = head.rta_type & NLA_TYPE_MASK;
	ret->value = cursor_sub(c, len);
	size_t padding = RTA_ALIGN(len) - len;

	cursor_sub(c, padding < c->left ? padding : c->left);
	return cursor_ok(&ret->value) ? 1 : -EBADMSG;
}

static int value_u32(struct cursor value, uint32_t *ret)
{
	uint32_t number;

	cursor_copy(&value, &number, sizeof(number));
	if (!cursor_ok(&value))
		return -EBADMSG;
	*ret = number;
	return 0;
}

/* Text with or without its NUL; the kernel's names are shorter than @cap. */
static int value_text(struct cursor value, char *ret, size_t cap)
{
	size_t len = value.left > 0 ? strnlen((const char *)value.at, value.left) : 0;

	if (len >= cap)
		return -EBADMSG;
	memset(ret, 0, cap);
	cursor_copy(&value, ret, len);
	return 0;
}

static int value_mac(struct cursor value, struct netlink_mac *ret)
{
	if (value.left > sizeof(ret->bytes))
		return -EBADMSG;
	ret->len = (uint8_t)value.left;
	memset(ret->bytes, 0, sizeof(ret->bytes));
	cursor_copy(&value, ret->bytes, value.left);
	return 0;
}

static int value_ip(struct cursor value, uint8_t family, struct netlink_ip *ret)
{
	uint8_t len = netlink_ip_len(family);

	if (len == 0 || value.left != len)
		return -EBADMSG;
	ret->family = family;
	memset(ret->bytes, 0, sizeof(ret->bytes));
	cursor_copy(&value, ret->bytes, len);
	return 0;
}

static int parse_link_info(struct cursor nest, struct netlink_link *link)
{
	struct netlink_attribute a;
	int r;

	while ((r = netlink_next_attribute(&nest, &a)) > 0) {
		if (a.type == IFLA_INFO_KIND)
			r = value_text(a.value, link->kind, sizeof(link->kind));
		if (r < 0)
			break;
	}
	return r;
}

static int parse_link_attribute(struct netlink_link *link, struct netlink_attribute *a)
{
	switch (a->type) {
	case IFLA_IFNAME:
		return value_text(a->value, link->name, sizeof(link->name));
	case IFLA_ADDRESS:
		return value_mac(a->value, &link->mac);
	case IFLA_BROADCAST:
		return value_mac(a->value, &link->broadcast);
	case IFLA_PERM_ADDRESS:
		return value_mac(a->value, &link->permanent_mac);
	case IFLA_MTU:
		return value_u32(a->value, &link->mtu);
	case IFLA_LINK:
		return value_u32(a->value, &link->lower);
	case IFLA_MASTER:
		return value_u32(a->value, &link->master);
	case IFLA_OPERSTATE:
		link->operstate = cursor_u8(&a->value);
		return cursor_ok(&a->value) ? 0 : -EBADMSG;
	case IFLA_CARRIER:
		link->has_carrier = cursor_u8(&a->value) != 0;
		return cursor_ok(&a->value) ? 0 : -EBADMSG;
	case IFLA_LINKINFO:
		return parse_link_info(a->value, link);
	default:
		return 0;
	}
}

int netlink_parse_link(const struct netlink_msg *msg, struct netlink_link *ret)
{
	struct cursor body = msg->body;
	struct ifinfomsg info;
	struct netlink_attribute a;
	int r;

	if (msg->type != RTM_NEWLINK && msg->type != RTM_DELLINK)
		return -ENOMSG;
	cursor_copy(&body, &info, sizeof(info));
	/* AF_BRIDGE: a port joins or leaves its bridge; the link itself stays */
	if (info.ifi_family != AF_UNSPEC)
		return -ENOMSG;
	struct netlink_link link = { .index = (uint32_t)info.ifi_index,
				     .flags = info.ifi_flags,
				     .type = info.ifi_type };

	while ((r = netlink_next_attribute(&body, &a)) > 0) {
		r = parse_link_attribute(&link, &a);
		if (r < 0)
			return r;
	}
	if (r < 0 || info.ifi_index <= 0 || !link.name[0])
		return -EBADMSG;
	*ret = link;
	return 0;
}

static int parse_lifetimes(struct cursor value, struct netlink_address *address)
{
	struct ifa_cacheinfo life;

	cursor_copy(&value, &life, sizeof(life));
	if (!cursor_ok(&value))
		return -EBADMSG;
	address->preferred_s = life.ifa_prefered;
	address->valid_s = life.ifa_valid;
	return 0;
}

static int parse_address_attribute(struct netlink_address *address,
				   struct netlink_attribute *a, uint8_t family)
{
	switch (a->type) {
	case IFA_LOCAL:
		return value_ip(a->value, family, &address->local);
	case IFA_ADDRESS:
		return value_ip(a->value, family, &address->peer);
	case IFA_BROADCAST:
		return value_ip(a->value, family, &address->broadcast);
	case IFA_FLAGS:
		return value_u32(a->value, &address->flags);
	case IFA_LABEL:
		return value_text(a->value, address->label, sizeof(address->label));
	case IFA_CACHEINFO:
		return parse_lifetimes(a->value, address);
	default:
		return 0;
	}
}

int netlink_parse_address(const struct netlink_msg *msg, struct netlink_address *ret)
{
	struct cursor body = msg->body;
	struct ifaddrmsg info;
	struct netlink_attribute a;
	int r;

	if (msg->type != RTM_NEWADDR && msg->type != RTM_DELADDR)
		return -ENOMSG;
	cursor_copy(&body, &info, sizeof(info));
	if (cursor_ok(&body) && netlink_ip_len(info.ifa_family) == 0)
		return -ENOMSG;
	struct netlink_address address = { .index = info.ifa_index,
					   .flags = info.ifa_flags,
					   .prefix_len = info.ifa_prefixlen,
					   .scope = info.ifa_scope,
					   .preferred_s = UINT32_MAX,
					   .valid_s = UINT32_MAX };

	while ((r = netlink_next_attribute(&body, &a)) > 0) {
		r = parse_address_attribute(&address, &a, info.ifa_family);
		if (r < 0)
			return r;
	}
	/* IFA_ADDRESS is the address itself unless IFA_LOCAL differs: then it is the peer's */
	if (!address.local.family)
		address.local = address.peer;
	if (memcmp(&address.local, &address.peer, sizeof(address.local)) == 0)
		address.peer = (struct netlink_ip){ 0 };
	if (r < 0 || !address.local.family || address.index == 0 ||
	    address.prefix_len > 8 * netlink_ip_len(info.ifa_family))
		return -EBADMSG;
	*ret = address;
	return 0;
}

static int parse_via(struct cursor value, struct netlink_ip *ret)
{
	uint16_t family;

	cursor_copy(&value, &family, sizeof(family));
	if (!cursor_ok(&value) || family > UINT8_MAX)
		return -EBADMSG;
	return value_ip(value, (uint8_t)family, ret);
}

static int parse_route_attribute(struct netlink_route *route, struct netlink_attribute *a)
{
	switch (a->type) {
	case RTA_DST:
		return value_ip(a->value, route->family, &route->dst);
	case RTA_GATEWAY:
		return value_ip(a->value, route->family, &route->gateway);
	case RTA_VIA:
		return parse_via(a->value, &route->gateway);
	case RTA_PREFSRC:
		return value_ip(a->value, route->family, &route->prefsrc);
	case RTA_OIF:
		return value_u32(a->value, &route->index);
	case RTA_PRIORITY:
		return value_u32(a->value, &route->metric);
	case RTA_TABLE:
		return value_u32(a->value, &route->table);
	case RTA_MULTIPATH:
	case RTA_NH_ID:
		route->has_more_hops = true;
		return 0;
	default:
		return 0;
	}
}

int netlink_parse_route(const struct netlink_msg *msg, struct netlink_route *ret)
{
	struct cursor body = msg->body;
	struct rtmsg info;
	struct netlink_attribute a;
	int r;

	if (msg->type != RTM_NEWROUTE && msg->type != RTM_DELROUTE)
		return -ENOMSG;
	cursor_copy(&body, &info, sizeof(info));
	if (cursor_ok(&body) && netlink_ip_len(info.rtm_family) == 0)
		return -ENOMSG;
	struct netlink_route route = { .family = info.rtm_family,
				       .dst_len = info.rtm_dst_len,
				       .protocol = info.rtm_protocol,
				       .scope = info.rtm_scope,
				       .type = info.rtm_type,
				       .flags = info.rtm_flags,
				       .table = info.rtm_table };

	while ((r = netlink_next_attribute(&body, &a)) > 0) {
		r = parse_route_attribute(&route, &a);
		if (r < 0)
			return r;
	}
	if (r < 0 || netlink_ip_len(route.family) == 0 ||
	    route.dst_len > 8 * netlink_ip_len(route.family) ||
	    (route.dst_len > 0 && !route.dst.family))
		return -EBADMSG;
	*ret = route;
	return 0;
}
