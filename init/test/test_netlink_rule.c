/* SPDX-License-Identifier: MIT */
/* Policy routing from the kernel to a document of the host's and back to the kernel. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/attr.h"
#include "pure/host_network.h"
#include "pure/ip_text.h"
#include "pure/netlink_request.h"
#include "pure/network_json.h"

/* from 10.0.0.0/24 to 192.0.2.1 lookup 1000, priority 77: as Linux 6.18 says it */
static const uint8_t rule_v4[] = {
	0x4c, 0x00, 0x00, 0x00, 0x20, 0x00, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00, 0x33,
	0x44, 0x00, 0x00, 0x02, 0x20, 0x18, 0x00, 0xfc, 0x00, 0x00, 0x01, 0x00, 0x00,
	0x00, 0x00, 0x08, 0x00, 0x0f, 0x00, 0xe8, 0x03, 0x00, 0x00, 0x08, 0x00, 0x0e,
	0x00, 0xff, 0xff, 0xff, 0xff, 0x05, 0x00, 0x15, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x08, 0x00, 0x06, 0x00, 0x4d, 0x00, 0x00, 0x00, 0x08, 0x00, 0x01, 0x00, 0xc0,
	0x00, 0x02, 0x01, 0x08, 0x00, 0x02, 0x00, 0x0a, 0x00, 0x00, 0x00
};

static struct netlink_msg only_message(const void *bytes, size_t len)
{
	struct cursor c = cursor_over(bytes, len);
	struct netlink_msg msg;

	assert_int_equal(netlink_next(&c, &msg), 1);
	return msg;
}

static struct netlink_rule rule_of(const void *bytes, size_t len)
{
	struct netlink_msg msg = only_message(bytes, len);
	struct netlink_rule rule;

	assert_int_equal(netlink_parse_rule(&msg, &rule), 0);
	return rule;
}

static void test_a_rule_is_what_the_kernel_says(void **state)
{
	struct netlink_rule rule = rule_of(rule_v4, sizeof(rule_v4));

	(void)state;
	assert_int_equal(rule.family, AF_INET);
	assert_int_equal(rule.table, 1000);
	assert_int_equal(rule.priority, 77);
	assert_int_equal(rule.src_len, 24);
	assert_int_equal(rule.dst_len, 32);
	assert_int_equal(ipv4_from_ip(&rule.src), 0x0a000000);
	assert_int_equal(ipv4_from_ip(&rule.dst), 0xc0000201);
	assert_false(rule.asks_more);
	assert_false(netlink_rule_is_usual(&rule));
}

static void test_every_truncation_is_refused(void **state)
{
	uint8_t cut[sizeof(rule_v4)];

	(void)state;
	for (uint32_t len = 16; len < sizeof(rule_v4); len++) {
		struct netlink_rule rule;

		memcpy(cut, rule_v4, sizeof(cut));
		memcpy(cut, &len, sizeof(len)); /* the message says so itself */
		struct netlink_msg msg = only_message(cut, len);
		int r = netlink_parse_rule(&msg, &rule);

		/* between two attributes it is a shorter message, without a table here */
		assert_true(r == -EBADMSG || len >= 28);
		if (r == 0)
			assert_true(rule.dst_len == 0 || rule.dst.family != 0);
	}
}

static void test_what_goes_by_more_than_addresses_is_told_apart(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{ 19, 0x10 },             /* a TOS */
		{ 23, FR_ACT_BLACKHOLE }, /* no table */
		{ 24, FIB_RULE_INVERT },  /* "not" */
		{ 40, 0 },                /* suppress_prefixlength */
		{ 54, FRA_FWMARK },       /* a mark, whatever follows */
		{ 62, FRA_IIFNAME },      /* a link */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		uint8_t bytes[sizeof(rule_v4)];

		memcpy(bytes, rule_v4, sizeof(bytes));
		bytes[changes[i].at] = changes[i].value;
		if (i == 5)
			bytes[17] = 0; /* the destination is gone with it */
		assert_true(rule_of(bytes, sizeof(bytes)).asks_more);
	}
}

static void test_a_rule_goes_out_as_it_came_in(void **state)
{
	struct netlink_rule in = rule_of(rule_v4, sizeof(rule_v4)), out;
	struct netlink_request request;

	(void)state;
	netlink_build_rule(&request, &in);
	out = rule_of(request.bytes, request.len);
	assert_memory_equal(&in, &out, sizeof(in));
}

static void test_our_own_writer_is_understood(void **state)
{
	static const struct netlink_link link = { .index = 3, .name = "eth1" };
	static const struct netlink_route routes[] = {
		{ .family = AF_INET,
		  .type = RTN_UNICAST,
		  .protocol = RTPROT_DHCP,
		  .table = 1000,
		  .index = 3,
		  .gateway = { AF_INET, { 10, 0, 0, 1 } } },
		{ .family = AF_INET,
		  .type = RTN_UNICAST,
		  .table = RT_TABLE_MAIN,
		  .index = 3,
		  .gateway = { AF_INET, { 10, 0, 0, 2 } } },
		{ .family = AF_INET,
		  .type = RTN_LOCAL,
		  .table = RT_TABLE_LOCAL,
		  .index = 3 },
	};
	struct netlink_rule rule = rule_of(rule_v4, sizeof(rule_v4));
	const struct network_json said = {
		.links = &link,
		.links_len = 1,
		.routes = routes,
		.routes_len = ARRAY_LEN(routes),
		.rules = &rule,
		.rules_len = 1,
	};
	static struct netconf conf;
	char text[4096];
	struct writer to = writer_over(text, sizeof(text));
	size_t at;

	(void)state;
	netconf_init(&conf);
	conf.links[conf.n_links++] = (struct netconf_link){ .name = "eth1" };
	network_json_rules(&said, AF_INET, &to);
	assert_string_equal(text, "[{\"priority\":77,\"src\":\"10.0.0.0\",\"srclen\":24,"
				  "\"dst\":\"192.0.2.1\",\"table\":\"1000\"}]\n");
	assert_int_equal(host_network_rules(&conf, AF_INET, text, to.len, &at), 0);
	assert_int_equal(conf.n_rules, 1);
	assert_memory_equal(&conf.rules[0], &rule, sizeof(rule));

	to = writer_over(text, sizeof(text));
	network_json_tables(&said, AF_INET, &to);
	assert_int_equal(host_network_routes(&conf, AF_INET, text, to.len, &at), 0);
	assert_int_equal(conf.n_routes, 1);
	assert_int_equal(conf.routes[0].table, 1000);
	assert_int_equal(ipv4_from_ip(&conf.routes[0].gateway), 0x0a000001);
}

static void test_of_the_hosts_rules_those_are_kept_that_can_be_said(void **state)
{
	static const char rules[] =
		"[{\"priority\":0,\"src\":\"all\",\"table\":\"local\"},"
		"{\"priority\":76,\"src\":\"all\",\"fwmark\":\"0x1\",\"table\":\"5\"},"
		"{\"priority\":77,\"src\":\"10.0.0.5\",\"table\":\"blue\"},"
		"{\"priority\":78,\"src\":\"all\",\"to\":\"x\",\"action\":\"blackhole\"},"
		"{\"priority\":79,\"src\":\"10.0.0.5\",\"protocol\":\"static\",\"table\":\"main\"},"
		"{\"priority\":32766,\"src\":\"all\",\"table\":\"main\"},"
		"{\"priority\":32767,\"src\":\"all\",\"table\":\"default\"}]";
	static struct netconf conf;
	size_t at;

	(void)state;
	netconf_init(&conf);
	assert_int_equal(host_network_rules(&conf, AF_INET, rules, strlen(rules), &at),
			 0);
	assert_int_equal(conf.n_rules, 1);
	assert_int_equal(conf.rules[0].table, RT_TABLE_MAIN);
	assert_int_equal(conf.rules[0].src_len, 32);
}

static void test_wrong_rules_are_refused(void **state)
{
	static const char *const wrong[] = {
		"[{\"src\":\"2001:db8::1\",\"table\":\"5\"}]",
		"[{\"src\":\"10.0.0.0\",\"srclen\":33,\"table\":\"5\"}]",
		"[{\"srclen\":8,\"table\":\"5\"}]",
		"[{\"src\":\"here\",\"table\":\"5\"}]",
		"[{\"src\":\"all\",\"table\":\"5\"}",
		"{}",
	};
	static struct netconf conf;
	size_t at;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		netconf_init(&conf);
		assert_int_equal(host_network_rules(&conf, AF_INET, wrong[i],
						    strlen(wrong[i]), &at),
				 -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_rule_is_what_the_kernel_says),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_what_goes_by_more_than_addresses_is_told_apart),
		cmocka_unit_test(test_a_rule_goes_out_as_it_came_in),
		cmocka_unit_test(test_our_own_writer_is_understood),
		cmocka_unit_test(test_of_the_hosts_rules_those_are_kept_that_can_be_said),
		cmocka_unit_test(test_wrong_rules_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
