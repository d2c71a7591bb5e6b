/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>

#include <linux/rtnetlink.h>

#include "netlink_capture.h"
#include "pure/netlink_request.h"

static struct netlink_msg only_message(const void *bytes, size_t len)
{
	struct cursor c = cursor_over(bytes, len);
	struct netlink_msg msg, none;

	assert_int_equal(netlink_next(&c, &msg), 1);
	assert_int_equal(netlink_next(&c, &none), 0);
	return msg;
}

static void test_an_address_goes_out_as_it_comes_in(void **state)
{
	(void)state;
	struct netlink_msg msg = only_message(address_leased, sizeof(address_leased));
	struct netlink_address in, out;
	struct netlink_request request;

	assert_int_equal(netlink_parse_address(&msg, &in), 0);
	netlink_build_address(&request, RTM_NEWADDR, &in);
	netlink_stamp(&request, 0x01020304);
	msg = only_message(request.bytes, request.len);
	assert_int_equal(msg.sequence, 0x01020304);
	assert_int_equal(msg.flags,
			 NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE);
	assert_int_equal(netlink_parse_address(&msg, &out), 0);
	memset(in.label, 0, sizeof(in.label)); /* the kernel makes its own */
	assert_memory_equal(&in, &out, sizeof(in));
}

static void goes_out_as_it_comes_in(const uint8_t *bytes, size_t len)
{
	struct netlink_msg msg = only_message(bytes, len);
	struct netlink_route in, out;
	struct netlink_request request;

	assert_int_equal(netlink_parse_route(&msg, &in), 0);
	netlink_build_route(&request, RTM_DELROUTE, &in);
	msg = only_message(request.bytes, request.len);
	assert_int_equal(msg.type, RTM_DELROUTE);
	assert_int_equal(msg.flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(netlink_parse_route(&msg, &out), 0);
	assert_memory_equal(&in, &out, sizeof(in));
}

static void test_a_route_goes_out_as_it_comes_in(void **state)
{
	(void)state;
	goes_out_as_it_comes_in(route_on_link, sizeof(route_on_link));
	goes_out_as_it_comes_in(route_via_v6, sizeof(route_via_v6));
	goes_out_as_it_comes_in(route_v6, sizeof(route_v6));
}

static void test_a_link_request_changes_what_it_names(void **state)
{
	(void)state;
	struct netlink_link link = { .index = 3, .flags = 0xffff, .mtu = 1400 };
	struct netlink_request request;
	struct ifinfomsg info;

	netlink_build_link(&request, &link, 1);
	struct netlink_msg msg = only_message(request.bytes, request.len);

	cursor_copy(&msg.body, &info, sizeof(info));
	assert_int_equal(info.ifi_index, 3);
	assert_int_equal(info.ifi_flags, 1);
	assert_int_equal(info.ifi_change, 1);
	assert_memory_equal(cursor_take(&msg.body, 8), "\x08\0\x04\0\x78\5\0\0", 8);
	assert_int_equal(msg.body.left, 0);
	link.mtu = 0;
	netlink_build_link(&request, &link, 1);
	assert_int_equal(request.len, sizeof(struct nlmsghdr) + sizeof(info));
}

static void test_a_dump_has_the_header_of_its_kind(void **state)
{
	(void)state;
	struct netlink_request request;

	netlink_build_dump(&request, RTM_GETLINK, 0);
	assert_int_equal(request.len, 16 + sizeof(struct ifinfomsg));
	netlink_build_dump(&request, RTM_GETADDR, AF_INET6);
	assert_int_equal(request.len, 16 + sizeof(struct ifaddrmsg));
	assert_int_equal(request.bytes[16], AF_INET6);
	netlink_build_dump(&request, RTM_GETROUTE, AF_INET);
	assert_int_equal(request.len, 16 + sizeof(struct rtmsg));
	assert_int_equal(request.bytes[6] | request.bytes[7] << 8,
			 NLM_F_REQUEST | NLM_F_DUMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_address_goes_out_as_it_comes_in),
		cmocka_unit_test(test_a_route_goes_out_as_it_comes_in),
		cmocka_unit_test(test_a_link_request_changes_what_it_names),
		cmocka_unit_test(test_a_dump_has_the_header_of_its_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
