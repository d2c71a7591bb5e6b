/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "base/attr.h"
#include "pure/netplan_text.h"

#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define UP             (IFF_UP | IFF_LOWER_UP)

static struct netlink_link ethernet(uint32_t flags)
{
	return (struct netlink_link){ .index = 3,
				      .flags = flags,
				      .mtu = 1500,
				      .type = ARPHRD_ETHER,
				      .name = "eth0" };
}

static struct lease simple_lease(void)
{
	return (struct lease){ .address = IP(10, 0, 2, 15),
			       .prefix_len = 24,
			       .seconds = 600,
			       .n_routes = 1,
			       .routes = { { .gateway = IP(10, 0, 2, 2) } },
			       .n_dns = 1,
			       .dns = { IP(10, 0, 2, 3) },
			       .domain = "example.org" };
}

static void test_resolv_conf_has_each_server_once_and_no_more_than_three(void **state)
{
	(void)state;
	struct lease first = simple_lease(), second = simple_lease(),
		     third = simple_lease();
	const struct netplan_source sources[] = { { .lease = &first },
						  { .lease = &second },
						  { .lease = &third } };
	char text[NETPLAN_RESOLV_CONF_MAX];
	struct writer w = writer_over(text, sizeof(text));

	first.domain[0] = 0;
	second.n_dns = 2;
	second.dns[1] = IP(10, 0, 2, 4);
	strcpy(third.domain, "example.net");
	third.n_dns = 3;
	third.dns[1] = IP(10, 0, 2, 5);
	third.dns[2] = IP(10, 0, 2, 6);
	netplan_resolv_conf(&w, &(struct netconf){ .n_dns = 0 }, sources,
			    ARRAY_LEN(sources));
	assert_true(writer_ok(&w));
	assert_string_equal(text, "nameserver 10.0.2.3\nnameserver 10.0.2.4\n"
				  "nameserver 10.0.2.5\nsearch example.org\n");
}

static void test_the_largest_resolv_conf_fits(void **state)
{
	(void)state;
	struct net6_message router = { .n_dns = NET6_DNS_MAX };
	const struct netplan_source source = { .index = UINT32_MAX, .router = &router };
	char text[NETPLAN_RESOLV_CONF_MAX];
	struct writer w = writer_over(text, sizeof(text));

	memset(router.dns, 0xfe, sizeof(router.dns));
	for (size_t i = 0; i < NET6_DNS_MAX; i++) {
		router.dns[i][1] = 0x80;
		router.dns[i][15] = (uint8_t)i;
	}
	memset(router.search, 'a', NET6_SEARCH_MAX - 1);
	netplan_resolv_conf(&w, &(struct netconf){ .n_dns = 0 }, &source, 1);
	assert_true(writer_ok(&w));
	assert_non_null(strstr(text, "%4294967295\nsearch aaa"));
}

static void test_every_kind_of_source_names_dns_servers(void **state)
{
	struct net6_message lease6 = { .n_dns = 1, .dns = { { 0x20, 1, [15] = 1 } } };
	struct net6_message router = { .n_dns = 2,
				       .dns = { { 0x20, 1, [15] = 1 },
						{ 0xfe, 0x80, [15] = 1 } },
				       .search = "a.example b.example" };
	struct lease lease = simple_lease();
	const struct netplan_source sources[] = {
		{ .index = 2, .lease6 = &lease6, .router = &router },
		{ .index = 3, .lease = &lease },
	};
	char text[NETPLAN_RESOLV_CONF_MAX];
	struct writer w = writer_over(text, sizeof(text));

	(void)state;
	netplan_resolv_conf(&w, &(struct netconf){ .n_dns = 0 }, sources, 2);
	assert_string_equal(text, "nameserver 2001::1\nnameserver fe80::1%2\n"
				  "nameserver 10.0.2.3\nsearch a.example b.example\n");
}

static void test_a_lease_is_described_in_a_line(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	char text[NETPLAN_TEXT_MAX];

	netplan_describe(&lease, text);
	assert_string_equal(text, "10.0.2.15/24 by DHCP, gateway 10.0.2.2, dns 10.0.2.3");
	lease.n_dns = 2;
	lease.dns[1] = IP(10, 0, 2, 4);
	lease.n_routes = 0;
	netplan_describe(&lease, text);
	assert_string_equal(text, "10.0.2.15/24 by DHCP, dns 10.0.2.3 10.0.2.4");
}

static void test_a_change_is_described(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	char text[NETPLAN_TEXT_MAX];
	struct netplan plan;

	netplan_change_lease(&plan, 3, 1, NULL, &lease);
	netplan_describe_change(&plan.changes[0], text);
	assert_string_equal(text, "add the address 10.0.2.15/24");
	plan.changes[1].type = RTM_DELROUTE;
	netplan_describe_change(&plan.changes[1], text);
	assert_string_equal(text, "remove the route 0.0.0.0/0 via 10.0.2.2");
}

static void test_what_is_missing_is_named(void **state)
{
	(void)state;
	struct netlink_link first = ethernet(IFF_UP), second = ethernet(IFF_UP);
	const struct netlink_link *const links[] = { &first, &second };
	struct failure why;

	netplan_explain(&why, links, 0);
	assert_int_equal(why.code, FAILURE_NET_NO_DEVICE);
	strcpy(second.name, "eth1");
	netplan_explain(&why, links, 2);
	assert_int_equal(why.code, FAILURE_NET_NO_CARRIER);
	assert_string_equal(why.object, "eth0 eth1");
	second.flags = UP;
	netplan_explain(&why, links, 2);
	assert_int_equal(why.code, FAILURE_NET_NO_LEASE);
	assert_string_equal(why.object, "eth1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_resolv_conf_has_each_server_once_and_no_more_than_three),
		cmocka_unit_test(test_the_largest_resolv_conf_fits),
		cmocka_unit_test(test_every_kind_of_source_names_dns_servers),
		cmocka_unit_test(test_a_lease_is_described_in_a_line),
		cmocka_unit_test(test_a_change_is_described),
		cmocka_unit_test(test_what_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
