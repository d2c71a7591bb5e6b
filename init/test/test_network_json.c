/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "base/writer.h"
#include "pure/network_json.h"

static const struct netlink_link links[] = {
	{ .index = 2,
	  .flags = IFF_BROADCAST | IFF_MULTICAST | IFF_UP | IFF_LOWER_UP,
	  .mtu = 1500,
	  .type = 1,
	  .mac = { 6, { 0x52, 0x54, 0, 0x12, 0x34, 0x56 } },
	  .broadcast = { 6, { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	  .name = "eth0" },
};

static const struct netlink_address addresses[] = {
	{ .index = 2,
	  .flags = IFA_F_PERMANENT,
	  .prefix_len = 24,
	  .scope = RT_SCOPE_UNIVERSE,
	  .local = { AF_INET, { 192, 0, 2, 10 } },
	  .preferred_s = UINT32_MAX,
	  .valid_s = UINT32_MAX },
	{ .index = 2,
	  .flags = IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE,
	  .prefix_len = 64,
	  .scope = RT_SCOPE_UNIVERSE,
	  .local = { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } },
	  .preferred_s = 100,
	  .valid_s = 200 },
	{ .index = 7, .local = { AF_INET, { 1, 2, 3, 4 } } }, /* another link's */
};

static const char *addresses_of(const struct network_json *state, char *out, size_t cap)
{
	struct writer to = writer_over(out, cap);

	network_json_addresses(state, &to);
	return writer_ok(&to) ? out : NULL;
}

static const char *routes_of(const struct netlink_route *route, uint8_t family, char *out,
			     size_t cap)
{
	const struct network_json state = {
		.links = links, .links_len = 1, .routes = route, .routes_len = 1
	};
	struct writer to = writer_over(out, cap);

	network_json_routes(&state, family, &to);
	return writer_ok(&to) ? out : NULL;
}

static void test_addresses_have_the_fields_that_the_installer_reads(void **state)
{
	const struct network_json network = {
		.links = links, .links_len = 1, .addresses = addresses, .addresses_len = 3
	};
	char out[2048];

	(void)state;
	assert_string_equal(
		addresses_of(&network, out, sizeof(out)),
		"[{\"ifindex\":2,\"ifname\":\"eth0\",\"flags\":[\"BROADCAST\",\"MULTICAST\","
		"\"UP\",\"LOWER_UP\"],\"mtu\":1500,\"link_type\":\"ether\",\"address\":"
		"\"52:54:00:12:34:56\",\"broadcast\":\"ff:ff:ff:ff:ff:ff\",\"addr_info\":["
		"{\"family\":\"inet\",\"local\":\"192.0.2.10\",\"prefixlen\":24,\"scope\":"
		"\"global\",\"valid_life_time\":4294967295,\"preferred_life_time\":"
		"4294967295},"
		"{\"family\":\"inet6\",\"local\":\"2001:db8::1\",\"prefixlen\":64,\"scope\":"
		"\"global\",\"dynamic\":true,\"mngtmpaddr\":true,\"noprefixroute\":true,"
		"\"valid_life_time\":200,\"preferred_life_time\":100}]}]\n");
}

static void test_ipv6_addresses_are_written_as_rfc_5952_has_them(void **state)
{
	static const struct {
		uint8_t bytes[16];
		const char *text;
	} rows[] = {
		{ { 0 }, "\"::\"" },
		{ { [15] = 1 }, "\"::1\"" },
		{ { 0xfe, 0x80 }, "\"fe80::\"" },
		{ { 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 },
		  "\"2001:db8:0:1:1:1:1:1\"" },
		{ { 0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 },
		  "\"2001:0:0:1::1\"" },
		{ { 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1 },
		  "\"2001:db8::1:0:0:1\"" },
		{ { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 0, 0, 0 },
		  "\"1:2:3:4:5:6::\"" },
		{ { 0, 0, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0x80 },
		  "\"::3:4:5:6:7:80\"" },
		{ { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0xab, 0xcd, 0, 8 },
		  "\"1:2:3:4:5:6:abcd:8\"" },
	};
	char out[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct netlink_route route = { .family = AF_INET6,
					       .dst_len = 128,
					       .table = RT_TABLE_MAIN,
					       .type = RTN_UNICAST,
					       .dst = { .family = AF_INET6 } };

		memcpy(route.dst.bytes, rows[i].bytes, 16);
		assert_non_null(routes_of(&route, AF_INET6, out, sizeof(out)));
		assert_non_null(strstr(out, rows[i].text));
	}
}

static void test_routes_are_written_as_ip_does(void **state)
{
	static const struct {
		struct netlink_route route;
		const char *text;
	} rows[] = {
		{ { .family = AF_INET,
		    .protocol = RTPROT_STATIC,
		    .type = RTN_UNICAST,
		    .table = RT_TABLE_MAIN,
		    .index = 2,
		    .flags = RTNH_F_ONLINK,
		    .gateway = { AF_INET, { 192, 0, 2, 1 } } },
		  "[{\"dst\":\"default\",\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\","
		  "\"protocol\":\"static\",\"flags\":[\"onlink\"]}]\n" },
		{ { .family = AF_INET,
		    .dst_len = 24,
		    .protocol = RTPROT_KERNEL,
		    .scope = RT_SCOPE_LINK,
		    .type = RTN_UNICAST,
		    .table = RT_TABLE_MAIN,
		    .index = 2,
		    .metric = 100,
		    .dst = { AF_INET, { 192, 0, 2 } },
		    .prefsrc = { AF_INET, { 192, 0, 2, 10 } } },
		  "[{\"dst\":\"192.0.2.0/24\",\"dev\":\"eth0\",\"protocol\":\"kernel\","
		  "\"scope\":\"link\",\"prefsrc\":\"192.0.2.10\",\"metric\":100,\"flags\":"
		  "[]}]\n" },
		{ { .family = AF_INET,
		    .dst_len = 32,
		    .protocol = 77,
		    .type = RTN_BLACKHOLE,
		    .table = RT_TABLE_MAIN,
		    .dst = { AF_INET, { 198, 51, 100, 1 } },
		    .gateway = { AF_INET6, { 0xfe, 0x80, [15] = 1 } } },
		  "[{\"dst\":\"198.51.100.1\",\"type\":\"blackhole\",\"via\":{\"family\":"
		  "\"inet6\",\"host\":\"fe80::1\"},\"protocol\":\"77\",\"flags\":[]}]\n" },
	};
	char out[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(routes_of(&rows[i].route, AF_INET, out, sizeof(out)),
				    rows[i].text);
}

static void test_routes_of_other_tables_and_kinds_are_left_out(void **state)
{
	const struct netlink_route good = { .family = AF_INET, .table = RT_TABLE_MAIN };
	struct netlink_route route = good;
	char out[256];

	(void)state;
	assert_true(network_json_has_route(&route, AF_INET));
	assert_string_equal(routes_of(&route, AF_INET6, out, sizeof(out)), "[]\n");
	route.table = RT_TABLE_LOCAL;
	assert_string_equal(routes_of(&route, AF_INET, out, sizeof(out)), "[]\n");
	route = good;
	route.flags = RTM_F_CLONED;
	assert_string_equal(routes_of(&route, AF_INET, out, sizeof(out)), "[]\n");
	route = good;
	route.has_more_hops = true;
	assert_string_equal(routes_of(&route, AF_INET, out, sizeof(out)), "[]\n");
}

static void test_no_interface_name_breaks_out_of_its_string(void **state)
{
	struct netlink_link link = links[0];
	const struct network_json network = { .links = &link, .links_len = 1 };
	char out[1024];

	(void)state;
	memcpy(link.name, "a\"b\\\x1b\xff", 7);
	assert_non_null(addresses_of(&network, out, sizeof(out)));
	assert_non_null(strstr(out, "\"ifname\":\"a\\u0022b\\u005c\\u001b\\u00ff\","));
}

static void test_the_room_is_enough_for_the_longest_entries(void **state)
{
	struct netlink_link link;
	struct netlink_address address;
	struct netlink_route route;
	const struct network_json network = { .links = &link,
					      .links_len = 1,
					      .addresses = &address,
					      .addresses_len = 1,
					      .routes = &route,
					      .routes_len = 1 };
	char out[8192];

	(void)state;
	memset(&link, 0xff, sizeof(link));
	memset(&address, 0xff, sizeof(address));
	memset(&route, 0xff, sizeof(route));
	link.name[NETLINK_NAME_MAX - 1] = 0;
	link.mac.len = link.broadcast.len = link.permanent_mac.len = NETLINK_MAC_MAX;
	link.mac.bytes[0] = 0;
	link.kind[0] = 0;
	address.label[NETLINK_NAME_MAX - 1] = 0;
	address.flags = ~(uint32_t)IFA_F_PERMANENT;
	address.local.family = address.peer.family = address.broadcast.family = AF_INET6;
	route.family = route.dst.family = AF_INET;
	route.gateway.family = route.prefsrc.family = AF_INET6;
	route.table = RT_TABLE_MAIN;
	route.dst_len = 24;
	route.flags = ~(uint32_t)RTM_F_CLONED;
	route.has_more_hops = false;
	assert_true(network_json_room(&network) < sizeof(out));
	assert_non_null(addresses_of(&network, out, network_json_room(&network)));
	struct writer to = writer_over(out, network_json_room(&network) / 2);

	network_json_routes(&network, AF_INET, &to);
	assert_true(writer_ok(&to));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses_have_the_fields_that_the_installer_reads),
		cmocka_unit_test(test_ipv6_addresses_are_written_as_rfc_5952_has_them),
		cmocka_unit_test(test_routes_are_written_as_ip_does),
		cmocka_unit_test(test_routes_of_other_tables_and_kinds_are_left_out),
		cmocka_unit_test(test_no_interface_name_breaks_out_of_its_string),
		cmocka_unit_test(test_the_room_is_enough_for_the_longest_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
