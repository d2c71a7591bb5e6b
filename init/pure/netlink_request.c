/* SPDX-License-Identifier: MIT */
#include "pure/netlink_request.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "base/writer.h"
#include "pure/bond.h"

static void write_u32(struct writer *w, uint16_t type, uint32_t value)
{
	struct rtattr head = { .rta_len = RTA_LENGTH(sizeof(value)), .rta_type = type };

	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, &value, sizeof(value));
}

/* An address of no family is left out.  Both lengths are multiples of RTA_ALIGNTO. */
static void write_ip(struct writer *w, uint16_t type, const struct netlink_ip *ip)
{
	uint8_t len = netlink_ip_len(ip->family);
	struct rtattr head = { .rta_len = RTA_LENGTH(len), .rta_type = type };

	if (len == 0)
		return;
	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, ip->bytes, len);
}

static void write_mac(struct writer *w, const struct netlink_mac *mac)
{
	struct rtattr head = { .rta_len = (uint16_t)RTA_LENGTH(mac->len),
			       .rta_type = IFLA_ADDRESS };

	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, mac->bytes, mac->len);
	writer_zeroes(w, RTA_ALIGN(head.rta_len) - head.rta_len);
}

static struct writer request_begin(struct netlink_request *ret, uint16_t type,
				   uint16_t flags)
{
	struct writer w = writer_over(ret->bytes, sizeof(ret->bytes));
	struct nlmsghdr head = { .nlmsg_type = type,
				 .nlmsg_flags = NLM_F_REQUEST | flags };

	writer_bytes(&w, &head, sizeof(head));
	return w;
}

/* Every request here fits by far; one that did not would be empty, not cut. */
static void request_end(struct netlink_request *ret, const struct writer *w)
{
	uint32_t len = writer_ok(w) ? (uint32_t)w->len : 0;

	ret->len = len;
	memcpy(ret->bytes + offsetof(struct nlmsghdr, nlmsg_len), &len, sizeof(len));
}

static uint16_t change_flags(uint16_t type)
{
	bool is_new = type == RTM_NEWADDR || type == RTM_NEWROUTE;

	return NLM_F_ACK | (is_new ? NLM_F_CREATE | NLM_F_REPLACE : 0);
}

void netlink_build_dump(struct netlink_request *ret, uint16_t get, uint8_t family)
{
	struct writer w = request_begin(ret, get, NLM_F_DUMP);

	/* Newer kernels insist on the whole header of the asked-for kind. */
	if (get == RTM_GETLINK) {
		struct ifinfomsg info = { .ifi_family = family };
		writer_bytes(&w, &info, sizeof(info));
	} else if (get == RTM_GETADDR) {
		struct ifaddrmsg info = { .ifa_family = family };
		writer_bytes(&w, &info, sizeof(info));
	} else { /* a rule has a header of the same size and shape */
		struct rtmsg info = { .rtm_family = family };
		writer_bytes(&w, &info, sizeof(info));
	}
	request_end(ret, &w);
}

void netlink_build_link(struct netlink_request *ret, const struct netlink_link *link,
			uint32_t mask)
{
	struct writer w = request_begin(ret, RTM_NEWLINK, NLM_F_ACK);
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC,
				  .ifi_index = (int)link->index,
				  .ifi_flags = link->flags & mask,
				  .ifi_change = mask };

	writer_bytes(&w, &info, sizeof(info));
	if (link->mtu)
		write_u32(&w, IFLA_MTU, link->mtu);
	if (link->mac.len > 0)
		write_mac(&w, &link->mac);
	request_end(ret, &w);
}

/* --- links that are made ----------------------------------------------------------------- */

static void write_attribute(struct writer *w, uint16_t type, const void *value,
			    size_t len)
{
	struct rtattr head = { .rta_len = (uint16_t)RTA_LENGTH(len), .rta_type = type };

	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, value, len);
	writer_zeroes(w, RTA_ALIGN(len) - len);
}

/* An attribute whose value follows, up to nest_end(). */
static size_t nest_begin(struct writer *w, uint16_t type)
{
	size_t at = w->len;

	write_attribute(w, type, NULL, 0);
	return at;
}

static void nest_end(struct writer *w, size_t at)
{
	uint16_t len = (uint16_t)(w->len - at);

	if (writer_ok(w))
		memcpy(w->start + at + offsetof(struct rtattr, rta_len), &len,
		       sizeof(len));
}

static struct writer link_begin(struct netlink_request *ret, uint16_t flags,
				uint32_t index)
{
	struct writer w = request_begin(ret, RTM_NEWLINK, NLM_F_ACK | flags);
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)index };

	writer_bytes(&w, &info, sizeof(info));
	return w;
}

void netlink_build_new_link(struct netlink_request *ret, const struct netlink_link *link)
{
	struct writer w = link_begin(ret, NLM_F_CREATE, 0);

	write_attribute(&w, IFLA_IFNAME, link->name, strlen(link->name) + 1);
	if (link->lower)
		write_u32(&w, IFLA_LINK, link->lower);
	size_t info = nest_begin(&w, IFLA_LINKINFO);

	write_attribute(&w, IFLA_INFO_KIND, link->kind, strlen(link->kind));
	size_t data = nest_begin(&w, IFLA_INFO_DATA);

	if (link->vlan_id)
		write_attribute(&w, IFLA_VLAN_ID, &link->vlan_id, sizeof(link->vlan_id));
	else
		bond_write_netlink(&link->bond, &w);
	nest_end(&w, data);
	nest_end(&w, info);
	request_end(ret, &w);
}

void netlink_build_master(struct netlink_request *ret, const struct netlink_link *link)
{
	struct writer w = link_begin(ret, 0, link->index);

	write_u32(&w, IFLA_MASTER, link->master);
	request_end(ret, &w);
}

void netlink_build_primary(struct netlink_request *ret, uint32_t bond, uint32_t member)
{
	struct writer w = link_begin(ret, 0, bond);
	size_t info = nest_begin(&w, IFLA_LINKINFO);

	write_attribute(&w, IFLA_INFO_KIND, "bond", sizeof("bond") - 1);
	size_t data = nest_begin(&w, IFLA_INFO_DATA);

	write_u32(&w, IFLA_BOND_PRIMARY, member);
	nest_end(&w, data);
	nest_end(&w, info);
	request_end(ret, &w);
}

/* --- addresses and routes ---------------------------------------------------------------- */

void netlink_build_address(struct netlink_request *ret, uint16_t type,
			   const struct netlink_address *address)
{
	struct writer w = request_begin(ret, type, change_flags(type));
	struct ifaddrmsg info = { .ifa_family = address->local.family,
				  .ifa_prefixlen = address->prefix_len,
				  .ifa_flags = (uint8_t)address->flags,
				  .ifa_scope = address->scope,
				  .ifa_index = address->index };
	struct ifa_cacheinfo life = { .ifa_prefered = address->preferred_s,
				      .ifa_valid = address->valid_s };
	struct rtattr head = { .rta_len = RTA_LENGTH(sizeof(life)),
			       .rta_type = IFA_CACHEINFO };

	writer_bytes(&w, &info, sizeof(info));
	write_ip(&w, IFA_LOCAL, &address->local);
	write_ip(&w, IFA_ADDRESS,
		 address->peer.family ? &address->peer : &address->local);
	write_ip(&w, IFA_BROADCAST, &address->broadcast);
	write_u32(&w, IFA_FLAGS, address->flags);
	writer_bytes(&w, &head, sizeof(head));
	writer_bytes(&w, &life, sizeof(life));
	request_end(ret, &w);
}

/* A gateway of another family than its route's (RFC 5549) goes by an attribute of its own. */
static void write_gateway(struct writer *w, const struct netlink_route *route)
{
	uint16_t family = route->gateway.family;
	uint8_t len = netlink_ip_len(route->gateway.family);
	struct rtattr head = { .rta_len = RTA_LENGTH(sizeof(family) + len),
			       .rta_type = RTA_VIA };

	if (len == 0 || family == route->family) {
		write_ip(w, RTA_GATEWAY, &route->gateway);
		return;
	}
	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, &family, sizeof(family));
	writer_bytes(w, route->gateway.bytes, len);
	writer_zeroes(w, RTA_ALIGN(head.rta_len) - head.rta_len);
}

void netlink_build_route(struct netlink_request *ret, uint16_t type,
			 const struct netlink_route *route)
{
	struct writer w = request_begin(ret, type, change_flags(type));
	/* a table above 255 does not fit here and is told by RTA_TABLE alone */
	uint8_t table =
		route->table <= UINT8_MAX ? (uint8_t)route->table : RT_TABLE_UNSPEC;
	struct rtmsg info = { .rtm_family = route->family,
			      .rtm_dst_len = route->dst_len,
			      .rtm_table = table,
			      .rtm_protocol = route->protocol,
			      .rtm_scope = route->scope,
			      .rtm_type = route->type,
			      .rtm_flags = route->flags };

	writer_bytes(&w, &info, sizeof(info));
	write_ip(&w, RTA_DST, &route->dst);
	write_gateway(&w, route);
	write_ip(&w, RTA_PREFSRC, &route->prefsrc);
	if (route->index)
		write_u32(&w, RTA_OIF, route->index);
	write_u32(&w, RTA_PRIORITY, route->metric);
	write_u32(&w, RTA_TABLE, route->table);
	request_end(ret, &w);
}

void netlink_build_rule(struct netlink_request *ret, const struct netlink_rule *rule)
{
	struct writer w =
		request_begin(ret, RTM_NEWRULE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	struct fib_rule_hdr info = { .family = rule->family,
				     .dst_len = rule->dst_len,
				     .src_len = rule->src_len,
				     .action = FR_ACT_TO_TBL };

	writer_bytes(&w, &info, sizeof(info));
	if (rule->src_len > 0)
		write_ip(&w, FRA_SRC, &rule->src);
	if (rule->dst_len > 0)
		write_ip(&w, FRA_DST, &rule->dst);
	write_u32(&w, FRA_PRIORITY, rule->priority);
	write_u32(&w, FRA_TABLE, rule->table);
	request_end(ret, &w);
}

void netlink_stamp(struct netlink_request *request, uint32_t sequence)
{
	memcpy(request->bytes + offsetof(struct nlmsghdr, nlmsg_seq), &sequence,
	       sizeof(sequence));
}
