/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "base/writer.h"
#include "netlink_capture.h"
#include "pure/netlink_msg.h"

static struct netlink_msg only_message(const void *bytes, size_t len)
{
	struct cursor c = cursor_over(bytes, len);
	struct netlink_msg msg, none;

	assert_int_equal(netlink_next(&c, &msg), 1);
	assert_int_equal(netlink_next(&c, &none), 0);
	return msg;
}

static void assert_ip(const struct netlink_ip *ip, uint8_t family, const void *bytes)
{
	assert_int_equal(ip->family, family);
	assert_memory_equal(ip->bytes, bytes, netlink_ip_len(family));
}

static void put(struct writer *w, uint16_t type, const void *value, size_t len)
{
	struct rtattr head = { .rta_len = (uint16_t)RTA_LENGTH(len), .rta_type = type };

	writer_bytes(w, &head, sizeof(head));
	writer_bytes(w, value, len);
	writer_zeroes(w, RTA_ALIGN(len) - len);
}

/* RTM_NEWLINK of a VLAN that is up, as the kernel orders it. */
static size_t build_link(uint8_t *to, size_t cap, uint8_t family)
{
	static const uint8_t mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
	uint8_t nest_bytes[64];
	struct writer nest = writer_over(nest_bytes, sizeof(nest_bytes));
	struct writer w = writer_over(to, cap);
	struct nlmsghdr head = { .nlmsg_type = RTM_NEWLINK, .nlmsg_seq = 7 };
	struct ifinfomsg info = { .ifi_family = family,
				  .ifi_type = ARPHRD_ETHER,
				  .ifi_index = 5,
				  .ifi_flags = 0x11043 };
	uint32_t mtu = 1400, lower = 3, master = 9;

	put(&nest, IFLA_INFO_KIND, "vlan", 5);
	put(&nest, IFLA_INFO_DATA, "\6\0\1\0\144\0\0", 8);
	writer_bytes(&w, &head, sizeof(head));
	writer_bytes(&w, &info, sizeof(info));
	put(&w, IFLA_IFNAME, "eth0.100", 9);
	put(&w, IFLA_OPERSTATE, "\6", 1);
	put(&w, IFLA_MTU, &mtu, 4);
	put(&w, IFLA_LINK, &lower, 4);
	put(&w, IFLA_MASTER, &master, 4);
	put(&w, IFLA_CARRIER, "\1", 1);
	put(&w, IFLA_ADDRESS, mac, sizeof(mac));
	put(&w, IFLA_BROADCAST, "\xff\xff\xff\xff\xff\xff", 6);
	put(&w, IFLA_PERM_ADDRESS, mac, sizeof(mac));
	put(&w, IFLA_LINKINFO | NLA_F_NESTED, nest.start, nest.len);
	head.nlmsg_len = (uint32_t)w.len;
	memcpy(to, &head, sizeof(head));
	assert_true(writer_ok(&w));
	return w.len;
}

static void test_a_link_is_parsed(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct netlink_msg msg = only_message(bytes, build_link(bytes, sizeof(bytes), 0));
	struct netlink_link link;

	assert_int_equal(msg.sequence, 7);
	assert_int_equal(netlink_parse_link(&msg, &link), 0);
	assert_int_equal(link.index, 5);
	assert_int_equal(link.flags, 0x11043);
	assert_int_equal(link.mtu, 1400);
	assert_int_equal(link.master, 9);
	assert_int_equal(link.lower, 3);
	assert_int_equal(link.type, ARPHRD_ETHER);
	assert_int_equal(link.operstate, 6);
	assert_true(link.has_carrier);
	assert_int_equal(link.mac.len, 6);
	assert_memory_equal(link.mac.bytes, "\x52\x54\0\x12\x34\x56", 6);
	assert_memory_equal(&link.permanent_mac, &link.mac, sizeof(link.mac));
	assert_int_equal(link.broadcast.bytes[5], 0xff);
	assert_string_equal(link.name, "eth0.100");
	assert_string_equal(link.kind, "vlan");
}

static void test_a_bridge_port_is_not_a_link(void **state)
{
	(void)state;
	uint8_t bytes[512];
	struct netlink_msg msg =
		only_message(bytes, build_link(bytes, sizeof(bytes), AF_BRIDGE));
	struct netlink_link link;

	assert_int_equal(netlink_parse_link(&msg, &link), -ENOMSG);
}

static void test_a_leased_address_is_parsed(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(address_leased, sizeof(address_leased));
	struct netlink_address address;

	assert_int_equal(netlink_parse_address(&msg, &address), 0);
	assert_int_equal(address.index, 3);
	assert_int_equal(address.prefix_len, 24);
	assert_int_equal(address.scope, RT_SCOPE_UNIVERSE);
	assert_false(address.flags & IFA_F_PERMANENT);
	assert_int_equal(address.valid_s, 600);
	assert_int_equal(address.preferred_s, 300);
	assert_ip(&address.local, AF_INET, "\xc0\0\2\x0a");
	assert_ip(&address.broadcast, AF_INET, "\xc0\0\2\xff");
	assert_int_equal(address.peer.family, 0);
	assert_string_equal(address.label, "eth0");
}

static void test_an_address_of_a_pair_has_a_peer(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(address_of_pair, sizeof(address_of_pair));
	struct netlink_address address;

	assert_int_equal(netlink_parse_address(&msg, &address), 0);
	assert_ip(&address.local, AF_INET, "\xc0\0\2\x14");
	assert_ip(&address.peer, AF_INET, "\xc0\0\2\x15");
	assert_int_equal(address.valid_s, UINT32_MAX);
}

static void test_an_ipv6_address_is_parsed(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(address_v6, sizeof(address_v6));
	struct netlink_address address;

	assert_int_equal(netlink_parse_address(&msg, &address), 0);
	assert_ip(&address.local, AF_INET6, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x10");
	assert_int_equal(address.prefix_len, 64);
	assert_int_equal(address.peer.family, 0);
	assert_true(address.flags & IFA_F_NODAD);
}

static void test_an_on_link_gateway_is_parsed(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(route_on_link, sizeof(route_on_link));
	struct netlink_route route;

	assert_int_equal(netlink_parse_route(&msg, &route), 0);
	assert_int_equal(route.family, AF_INET);
	assert_int_equal(route.dst_len, 0);
	assert_int_equal(route.dst.family, 0);
	assert_ip(&route.gateway, AF_INET, "\xcb\0\x71\1");
	assert_ip(&route.prefsrc, AF_INET, "\xc0\0\2\x0a");
	assert_true(route.flags & RTNH_F_ONLINK);
	assert_int_equal(route.protocol, RTPROT_DHCP);
	assert_int_equal(route.table, RT_TABLE_MAIN);
	assert_int_equal(route.metric, 101);
	assert_int_equal(route.index, 3);
	assert_false(route.has_more_hops);
}

static void test_an_ipv4_route_has_an_ipv6_gateway(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(route_via_v6, sizeof(route_via_v6));
	struct netlink_route route;

	assert_int_equal(netlink_parse_route(&msg, &route), 0);
	assert_int_equal(route.family, AF_INET);
	assert_ip(&route.dst, AF_INET, "\xc6\x33\x64\0");
	assert_int_equal(route.dst_len, 24);
	assert_ip(&route.gateway, AF_INET6, "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1");
	assert_int_equal(route.table, 1000);
}

static void test_an_ipv6_default_route_is_parsed(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(route_v6, sizeof(route_v6));
	struct netlink_route route;

	assert_int_equal(netlink_parse_route(&msg, &route), 0);
	assert_int_equal(route.family, AF_INET6);
	assert_int_equal(route.dst_len, 0);
	assert_int_equal(route.metric, 1024);
	assert_ip(&route.gateway, AF_INET6, "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1");
}

static void test_a_route_of_several_hops_says_so(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(route_multipath, sizeof(route_multipath));
	struct netlink_route route;

	assert_int_equal(netlink_parse_route(&msg, &route), 0);
	assert_true(route.has_more_hops);
	assert_int_equal(route.gateway.family, 0);
}

static void test_another_kind_of_message_is_not_for_us(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(route_v6, sizeof(route_v6));
	struct netlink_address address;
	struct netlink_link link;
	struct netlink_route route;
	int error;

	assert_int_equal(netlink_parse_link(&msg, &link), -ENOMSG);
	assert_int_equal(netlink_parse_address(&msg, &address), -ENOMSG);
	assert_int_equal(netlink_parse_error(&msg, &error), -ENOMSG);
	msg = only_message(address_v6, sizeof(address_v6));
	assert_int_equal(netlink_parse_route(&msg, &route), -ENOMSG);
}

static void test_a_family_that_is_not_ip_is_not_for_us(void **state)
{
	(void)state;
	uint8_t bytes[sizeof(route_v6)];
	struct netlink_route route;

	memcpy(bytes, route_v6, sizeof(bytes));
	bytes[sizeof(struct nlmsghdr)] = 129; /* RTNL_FAMILY_IP6MR */
	struct netlink_msg msg = only_message(bytes, sizeof(bytes));

	assert_int_equal(netlink_parse_route(&msg, &route), -ENOMSG);
}

static int parse_any(const struct netlink_msg *msg)
{
	struct netlink_address address;
	struct netlink_link link;
	struct netlink_route route;
	int error, r = netlink_parse_link(msg, &link);

	if (r == -ENOMSG)
		r = netlink_parse_address(msg, &address);
	if (r == -ENOMSG)
		r = netlink_parse_route(msg, &route);
	if (r == -ENOMSG)
		r = netlink_parse_error(msg, &error);
	return r;
}

/* Cut where its length says more: refused.  Cut with its length, which may leave whole
 * attributes: never read beyond, which is what the sanitizer looks for. */
static void cut_everywhere(const uint8_t *bytes, size_t len)
{
	for (size_t cut = 1; cut < len; cut++) {
		uint8_t copy[512];
		uint32_t shorter = (uint32_t)cut;
		struct cursor c = cursor_over(bytes, cut);
		struct netlink_msg msg;

		assert_int_equal(netlink_next(&c, &msg), -EBADMSG);
		if (cut < sizeof(struct nlmsghdr))
			continue;
		memcpy(copy + sizeof(copy) - cut, bytes, cut);
		memcpy(copy + sizeof(copy) - cut, &shorter, sizeof(shorter));
		c = cursor_over(copy + sizeof(copy) - cut, cut);
		assert_int_equal(netlink_next(&c, &msg), 1);
		int r = parse_any(&msg);

		assert_true(r == 0 || r == -EBADMSG);
		if (cut < sizeof(struct nlmsghdr) + sizeof(struct ifaddrmsg))
			assert_int_equal(r, -EBADMSG);
	}
}

static void test_every_truncation_is_refused(void **state)
{
	(void)state;
	uint8_t link[512];

	cut_everywhere(link, build_link(link, sizeof(link), 0));
	cut_everywhere(address_leased, sizeof(address_leased));
	cut_everywhere(address_of_pair, sizeof(address_of_pair));
	cut_everywhere(address_v6, sizeof(address_v6));
	cut_everywhere(route_on_link, sizeof(route_on_link));
	cut_everywhere(route_via_v6, sizeof(route_via_v6));
	cut_everywhere(route_multipath, sizeof(route_multipath));
	cut_everywhere(route_v6, sizeof(route_v6));
}

static void test_a_length_below_the_header_is_refused(void **state)
{
	(void)state;
	struct nlmsghdr head = { .nlmsg_len = sizeof(head) - 1 };
	struct cursor c = cursor_over(&head, sizeof(head));
	struct netlink_msg msg;

	assert_int_equal(netlink_next(&c, &msg), -EBADMSG);
}

static void test_an_acknowledgement_is_no_error(void **state)
{
	(void)state;
	struct {
		struct nlmsghdr head;
		int32_t error;
	} ack = { { .nlmsg_len = sizeof(ack), .nlmsg_type = NLMSG_ERROR }, 0 };
	struct netlink_msg msg = only_message(&ack, sizeof(ack));
	int error = 1;

	assert_int_equal(netlink_parse_error(&msg, &error), 0);
	assert_int_equal(error, 0);
	ack.error = -EEXIST;
	assert_int_equal(netlink_parse_error(&msg, &error), 0);
	assert_int_equal(error, -EEXIST);
	ack.error = 17;
	assert_int_equal(netlink_parse_error(&msg, &error), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_link_is_parsed),
		cmocka_unit_test(test_a_bridge_port_is_not_a_link),
		cmocka_unit_test(test_a_leased_address_is_parsed),
		cmocka_unit_test(test_an_address_of_a_pair_has_a_peer),
		cmocka_unit_test(test_an_ipv6_address_is_parsed),
		cmocka_unit_test(test_an_on_link_gateway_is_parsed),
		cmocka_unit_test(test_an_ipv4_route_has_an_ipv6_gateway),
		cmocka_unit_test(test_an_ipv6_default_route_is_parsed),
		cmocka_unit_test(test_a_route_of_several_hops_says_so),
		cmocka_unit_test(test_another_kind_of_message_is_not_for_us),
		cmocka_unit_test(test_a_family_that_is_not_ip_is_not_for_us),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_a_length_below_the_header_is_refused),
		cmocka_unit_test(test_an_acknowledgement_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
