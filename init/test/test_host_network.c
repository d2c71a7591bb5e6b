/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "base/attr.h"
#include "pure/host_network.h"
#include "pure/ip_text.h"
#include "pure/netplan_text.h"
#include "pure/network_json.h"

/* What nixos-images' test hands over, as ip(8) prints it. */
static const char addresses[] =
	"[{\"ifindex\":1,\"ifname\":\"lo\",\"flags\":[\"LOOPBACK\",\"UP\"],\"mtu\":65536,"
	"\"link_type\":\"loopback\",\"address\":\"00:00:00:00:00:00\",\"addr_info\":[{"
	"\"family\":\"inet\",\"local\":\"127.0.0.1\",\"prefixlen\":8,\"scope\":\"host\","
	"\"label\":\"lo\",\"valid_life_time\":4294967295,\"preferred_life_time\":4294967295}]},"
	"{},{\"ifindex\":2,\"ifname\":\"eth0\",\"mtu\":1500,\"link_type\":\"ether\",\"address\":"
	"\"52:54:00:12:34:56\",\"broadcast\":\"ff:ff:ff:ff:ff:ff\",\"addr_info\":["
	"{\"family\":\"inet\",\"local\":\"10.0.2.15\",\"prefixlen\":24,\"metric\":1024,"
	"\"broadcast\":\"10.0.2.255\",\"scope\":\"global\",\"dynamic\":true,\"label\":\"eth0\","
	"\"valid_life_time\":86000,\"preferred_life_time\":86000},"
	"{\"family\":\"inet6\",\"local\":\"fec0::5054:ff:fe12:3456\",\"prefixlen\":64,"
	"\"scope\":\"site\",\"dynamic\":true,\"mngtmpaddr\":true,\"valid_life_time\":86000,"
	"\"preferred_life_time\":14000}]},"
	"{\"ifindex\":3,\"ifname\":\"eth1\",\"mtu\":9000,\"link_type\":\"ether\",\"address\":"
	"\"52:54:00:12:01:01\",\"permaddr\":\"52:54:00:aa:bb:cc\",\"addr_info\":["
	"{\"family\":\"inet\",\"local\":\"192.168.42.1\",\"prefixlen\":24,\"scope\":\"global\","
	"\"label\":\"eth1\",\"valid_life_time\":4294967295,\"preferred_life_time\":4294967295},"
	"{\"family\":\"inet6\",\"local\":\"42::1\",\"prefixlen\":64,\"scope\":\"global\","
	"\"valid_life_time\":4294967295,\"preferred_life_time\":4294967295},"
	"{\"family\":\"inet6\",\"local\":\"fe80::1\",\"prefixlen\":64,\"scope\":\"link\","
	"\"valid_life_time\":4294967295,\"preferred_life_time\":4294967295}]}]\n";

static const char routes_v4[] =
	"[{\"dst\":\"default\",\"gateway\":\"10.0.2.2\",\"dev\":\"eth0\",\"protocol\":\"dhcp\","
	"\"prefsrc\":\"10.0.2.15\",\"metric\":1024,\"flags\":[]},"
	"{\"dst\":\"192.168.42.0/24\",\"dev\":\"eth1\",\"protocol\":\"kernel\",\"scope\":\"link\","
	"\"prefsrc\":\"192.168.42.1\",\"flags\":[]},"
	"{\"dst\":\"192.168.43.0/24\",\"dev\":\"eth1\",\"protocol\":\"static\",\"scope\":\"link\","
	"\"flags\":[]},"
	"{\"dst\":\"192.168.44.0/24\",\"gateway\":\"192.168.43.1\",\"dev\":\"eth1\","
	"\"protocol\":\"static\",\"metric\":5,\"flags\":[\"onlink\"]},"
	"{\"dst\":\"192.168.45.0/24\",\"via\":{\"family\":\"inet6\",\"host\":\"43::1\"},"
	"\"dev\":\"eth1\",\"protocol\":\"static\",\"prefsrc\":\"192.168.42.1\",\"flags\":[]},"
	"{\"type\":\"blackhole\",\"dst\":\"198.51.100.0/24\",\"flags\":[]},"
	"{\"dst\":\"203.0.113.0/24\",\"dev\":\"eth1\",\"protocol\":\"static\",\"nexthops\":[{}]},"
	"{\"dst\":\"default\",\"gateway\":\"10.0.2.2\",\"dev\":\"gone\",\"flags\":[]}]\n";

static const char routes_v6[] =
	"[{\"dst\":\"43::/64\",\"dev\":\"eth1\",\"protocol\":\"static\",\"metric\":1024,"
	"\"flags\":[],\"pref\":\"medium\"},"
	"{\"dst\":\"default\",\"gateway\":\"fe80::2\",\"dev\":\"eth0\",\"protocol\":\"ra\","
	"\"metric\":1024,\"flags\":[]}]\n";

static struct netconf conf;

static void load(void)
{
	size_t at;

	netconf_init(&conf);
	assert_int_equal(host_network_addresses(&conf, addresses, strlen(addresses), &at),
			 0);
	assert_int_equal(
		host_network_routes(&conf, AF_INET, routes_v4, strlen(routes_v4), &at),
		0);
	assert_int_equal(
		host_network_routes(&conf, AF_INET6, routes_v6, strlen(routes_v6), &at),
		0);
}

static void assert_text(const struct netlink_ip *ip, const char *expected)
{
	char text[64];
	struct writer to = writer_over(text, sizeof(text));

	ip_write(&to, ip);
	assert_string_equal(text, expected);
}

static void test_static_addresses_stay_and_leased_ones_are_asked_for(void **state)
{
	(void)state;
	load();
	assert_int_equal(conf.n_links, 2);
	assert_int_equal(conf.others.asks, NETCONF_ASKS_ANY);
	assert_string_equal(conf.links[0].name, "eth0");
	assert_int_equal(conf.links[0].asks & NETCONF_DHCP4, NETCONF_DHCP4);
	assert_int_equal(conf.links[0].last.address, 0x0a00020f);
	assert_false(netconf_has_address(&conf, 0, 0));
	assert_int_equal(conf.links[1].asks, 0);
	assert_int_equal(conf.links[1].mtu, 9000);
	assert_int_equal(conf.n_addresses, 2);
	assert_text(&conf.addresses[0].local, "192.168.42.1");
	assert_int_equal(conf.addresses[0].prefix_len, 24);
	assert_int_equal(conf.addresses[0].index, 1);
	assert_int_equal(conf.addresses[0].valid_s, UINT32_MAX);
	assert_text(&conf.addresses[1].local, "42::1");
}

static void test_routes_are_those_that_somebody_set(void **state)
{
	(void)state;
	load();
	assert_int_equal(conf.n_routes, 4);
	assert_text(&conf.routes[0].dst, "192.168.43.0");
	assert_int_equal(conf.routes[0].gateway.family, 0);
	assert_text(&conf.routes[1].gateway, "192.168.43.1");
	assert_int_equal(conf.routes[1].flags, RTNH_F_ONLINK);
	assert_int_equal(conf.routes[1].metric, 5);
	assert_int_equal(conf.routes[2].family, AF_INET);
	assert_text(&conf.routes[2].gateway, "43::1");
	assert_text(&conf.routes[2].prefsrc, "192.168.42.1");
	assert_text(&conf.routes[3].dst, "43::");
	assert_int_equal(conf.routes[3].dst_len, 64);
	assert_int_equal(conf.routes[3].metric, 1024);
	assert_true(netconf_is_useful(&conf, 1));
	assert_false(netconf_is_useful(&conf, 0));
}

static void test_addresses_come_first_and_gateways_behind_their_subnets(void **state)
{
	static const char *const expected[] = {
		"add the address 192.168.42.1/24",
		"add the address 42::1/64",
		"add the route 192.168.43.0/24",
		"add the route 43::/64",
		"add the route 192.168.44.0/24 via 192.168.43.1",
		"add the route 192.168.45.0/24 via 43::1",
	};
	char text[NETPLAN_TEXT_MAX];
	struct netplan plan;

	(void)state;
	load();
	netplan_configure(&plan, &conf, 1, 17);
	assert_int_equal(plan.n, ARRAY_LEN(expected));
	for (size_t i = 0; i < plan.n; i++) {
		netplan_describe_change(&plan.changes[i], text);
		assert_string_equal(text, expected[i]);
		assert_int_equal(i < 2 ? plan.changes[i].address.index
				       : plan.changes[i].route.index,
				 17);
	}
	assert_int_equal(plan.changes[5].route.flags, RTNH_F_ONLINK);
	netplan_describe_entry(&conf, 1, text);
	assert_string_equal(text, "192.168.42.1/24 42::1/64");
	netplan_describe_entry(&conf, 0, text);
	assert_string_equal(text, "");
}

static void test_the_permanent_mac_decides(void **state)
{
	struct netlink_link link = {
		.name = "enp1s0",
		.mac = { 6, { 0x52, 0x54, 0, 0x99, 0x99, 0x99 } },
		.permanent_mac = { 6, { 0x52, 0x54, 0, 0xaa, 0xbb, 0xcc } },
	};

	(void)state;
	load();
	assert_true(netconf_is_for(&conf.links[1], &link));
	assert_false(netconf_is_for(&conf.links[0], &link));
	link.permanent_mac.len = 0;
	assert_false(netconf_is_for(&conf.links[1], &link));
	link.mac = conf.links[1].mac;
	assert_true(netconf_is_for(&conf.links[1], &link));
}

static void test_a_vlan_of_which_nothing_else_is_known_is_named(void **state)
{
	static const char text[] =
		"[{\"ifname\":\"eth0.5\",\"link\":\"eth0\",\"link_type\":\"ether\",\"address\":"
		"\"52:54:00:12:34:56\",\"addr_info\":[{\"local\":\"192.0.2.1\",\"prefixlen\":24,"
		"\"scope\":\"global\"}]}]";
	size_t at;

	(void)state;
	netconf_init(&conf);
	assert_int_equal(host_network_addresses(&conf, text, strlen(text), &at), 0);
	assert_int_equal(conf.n_links, 0);
	assert_int_equal(conf.n_addresses, 0);
	assert_string_equal(conf.stacked, "eth0.5");
}

/* What our own host command writes is read by this very code. */
static void test_our_own_writer_is_understood(void **state)
{
	static const struct netlink_link links[] = {
		{ .index = 5,
		  .mtu = 1400,
		  .type = ARPHRD_ETHER,
		  .mac = { 6, { 2, 0, 0, 0, 0, 1 } },
		  .permanent_mac = { 6, { 2, 0, 0, 0, 0, 9 } },
		  .name = "a\"b" },
	};
	static const struct netlink_address as[] = {
		{ .index = 5,
		  .flags = 0x80, /* IFA_F_PERMANENT */
		  .prefix_len = 32,
		  .local = { AF_INET, { 203, 0, 113, 9 } },
		  .peer = { AF_INET, { 203, 0, 113, 1 } },
		  .preferred_s = UINT32_MAX,
		  .valid_s = UINT32_MAX },
	};
	static const struct netlink_route routes[] = {
		{ .family = AF_INET,
		  .protocol = RTPROT_BOOT,
		  .type = RTN_UNICAST,
		  .table = RT_TABLE_MAIN,
		  .index = 5,
		  .metric = 3,
		  .gateway = { AF_INET6, { 0xfe, 0x80, [15] = 1 } } },
	};
	const struct network_json network = {
		.links = links,
		.links_len = 1,
		.addresses = as,
		.addresses_len = 1,
		.routes = routes,
		.routes_len = 1,
	};
	char text[4096];
	struct writer to = writer_over(text, sizeof(text));
	size_t at;

	(void)state;
	netconf_init(&conf);
	network_json_addresses(&network, &to);
	assert_int_equal(host_network_addresses(&conf, text, to.len, &at), 0);
	to = writer_over(text, sizeof(text));
	network_json_routes(&network, AF_INET, &to);
	assert_int_equal(host_network_routes(&conf, AF_INET, text, to.len, &at), 0);
	assert_int_equal(conf.n_links, 1);
	assert_string_equal(conf.links[0].name, "a\"b");
	assert_int_equal(conf.links[0].mtu, 1400);
	assert_true(mac_equal(&conf.links[0].mac, &links[0].permanent_mac));
	assert_text(&conf.addresses[0].peer, "203.0.113.1");
	assert_int_equal(conf.n_routes, 1);
	assert_text(&conf.routes[0].gateway, "fe80::1");
	assert_int_equal(conf.routes[0].metric, 3);
}

static void test_every_truncation_is_refused(void **state)
{
	size_t at;

	(void)state;
	for (size_t len = 0; len + 1 < strlen(addresses); len++) {
		netconf_init(&conf);
		assert_int_equal(host_network_addresses(&conf, addresses, len, &at),
				 -EBADMSG);
		assert_in_range(at, 0, len);
	}
	load();
	for (size_t len = 0; len + 1 < strlen(routes_v4); len++)
		assert_int_equal(host_network_routes(&conf, AF_INET, routes_v4, len, &at),
				 -EBADMSG);
}

static void test_wrong_values_are_refused(void **state)
{
	static const char *const rows[] = {
		"{}",
		"[1]",
		"[{\"ifname\":\"a-name-of-sixteen\"}]",
		"[{\"mtu\":\"1500\"}]",
		"[{\"addr_info\":{}}]",
		"[{\"addr_info\":[{\"local\":\"10.0.0.256\"}]}]",
		"[{\"addr_info\":[{\"local\":\"10.0.0.1\",\"prefixlen\":129}]}]",
		"[{\"addr_info\":[{\"dynamic\":1}]}]",
	};
	size_t at;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		netconf_init(&conf);
		if (host_network_addresses(&conf, rows[i], strlen(rows[i]), &at) !=
		    -EBADMSG)
			fail_msg("%s", rows[i]);
	}
}

static void test_more_than_fits_is_said(void **state)
{
	static char text[64 * 1024];
	struct writer to = writer_over(text, sizeof(text));
	size_t at;

	(void)state;
	writer_text(&to, "[");
	for (unsigned int i = 0; i < 2 * NETCONF_LINKS_MAX; i++)
		writer_printf(
			&to,
			"%s{\"ifname\":\"e%u\",\"address\":\"02:00:00:00:00:%02x\","
			"\"addr_info\":[{\"local\":\"10.0.%u.1\",\"prefixlen\":24}]}",
			i ? "," : "", i, i, i);
	writer_text(&to, "]");
	assert_true(writer_ok(&to));
	netconf_init(&conf);
	assert_int_equal(host_network_addresses(&conf, text, to.len, &at), 0);
	assert_int_equal(conf.n_links, NETCONF_LINKS_MAX);
	assert_int_equal(conf.n_addresses, NETCONF_LINKS_MAX);
	assert_true(conf.is_cut);
}

static void test_resolv_conf_keeps_what_still_runs(void **state)
{
	static const char text[] =
		"# comment\nnameserver 127.0.0.53\n  nameserver\t10.0.0.1 # x\r\n"
		"nameserver fe80::1%eth0\nnameserver 2001:db8::1\nnameserver\noptions edns0\n"
		"search a.example. -bad b.example $(reboot)\nnameserver 10.0.0.3\n"
		"nameserver 10.0.0.4";
	char out[NETPLAN_RESOLV_CONF_MAX];
	struct writer to = writer_over(out, sizeof(out));

	(void)state;
	netconf_init(&conf);
	netconf_parse_resolv_conf(&conf, text, strlen(text));
	assert_true(conf.is_cut);
	netconf_write_resolv_conf(&conf, &to);
	assert_string_equal(out, "nameserver 10.0.0.1\nnameserver 2001:db8::1\n"
				 "nameserver 10.0.0.3\nsearch a.example b.example\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_static_addresses_stay_and_leased_ones_are_asked_for),
		cmocka_unit_test(test_routes_are_those_that_somebody_set),
		cmocka_unit_test(
			test_addresses_come_first_and_gateways_behind_their_subnets),
		cmocka_unit_test(test_the_permanent_mac_decides),
		cmocka_unit_test(test_a_vlan_of_which_nothing_else_is_known_is_named),
		cmocka_unit_test(test_our_own_writer_is_understood),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_wrong_values_are_refused),
		cmocka_unit_test(test_more_than_fits_is_said),
		cmocka_unit_test(test_resolv_conf_keeps_what_still_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
