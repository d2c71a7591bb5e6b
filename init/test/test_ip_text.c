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

#include "base/attr.h"
#include "pure/ip_text.h"

static struct netlink_ip ip_of(const char *text)
{
	struct netlink_ip ip;

	if (ip_parse(text, strlen(text), &ip) < 0)
		fail_msg("%s", text);
	return ip;
}

static void test_what_is_written_is_the_shortest_form(void **state)
{
	static const char *const rows[][2] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:DB8::000A", "2001:db8::a" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "::ffff:192.0.2.1", "::ffff:c000:201" },
		{ "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201" },
		{ "fe80::1", "fe80::1" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct netlink_ip ip = ip_of(rows[i][0]);
		struct writer to = writer_over(text, sizeof(text));

		ip_write(&to, &ip);
		assert_string_equal(text, rows[i][1]);
	}
}

static void test_what_is_no_address_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.256",
		"1.2.3.4 ",
		":",
		":::",
		"1:",
		":1",
		"1::2::3",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::",
		"12345::",
		"g::",
		"::1%eth0",
		"[::1]",
		"::1.2.3",
		"::1.2.3.4:5",
		"1:2:3:4:5:6:7:1.2.3.4",
		"fe80::1/64",
	};
	struct netlink_ip ip = { .family = 77 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (ip_parse(rows[i], strlen(rows[i]), &ip) != -EINVAL)
			fail_msg("%s", rows[i]);
	assert_int_equal(ip.family, 77);
}

static void test_a_prefix_is_at_most_the_whole_address(void **state)
{
	struct netlink_ip ip;
	uint8_t len = 0;

	(void)state;
	assert_int_equal(ip_parse_prefix("10.0.0.0/8", 10, &ip, &len), 0);
	assert_int_equal(len, 8);
	assert_int_equal(ip_parse_prefix("10.0.0.1", 8, &ip, &len), 0);
	assert_int_equal(len, 32);
	assert_int_equal(ip_parse_prefix("2001:db8::/128", 14, &ip, &len), 0);
	assert_int_equal(len, 128);
	assert_int_equal(ip_parse_prefix("2001:db8::/129", 14, &ip, &len), -EINVAL);
	assert_int_equal(ip_parse_prefix("10.0.0.0/33", 11, &ip, &len), -EINVAL);
	assert_int_equal(ip_parse_prefix("10.0.0.0/", 9, &ip, &len), -EINVAL);
	assert_int_equal(ip_parse_prefix("/8", 2, &ip, &len), -EINVAL);
}

static void test_a_mac_has_one_kind_of_separator(void **state)
{
	static const char *const bad[] = { "",         "5",      "52:5",
					   "52:",      "52:54:", "5254",
					   "52:54-00", "52:5g",  "52:54:00:1:2",
					   ":52:54:0" };
	struct netlink_mac mac, again;

	(void)state;
	assert_int_equal(ip_parse_mac("52:54:00:aB:cd:ef", 17, &mac), 0);
	assert_int_equal(mac.len, 6);
	assert_int_equal(mac.bytes[3], 0xab);
	assert_int_equal(ip_parse_mac("52-54-00-AB-CD-EF", 17, &again), 0);
	assert_true(mac_equal(&mac, &again));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (ip_parse_mac(bad[i], strlen(bad[i]), &mac) != -EINVAL)
			fail_msg("%s", bad[i]);
}

static void test_nearness_is_decided_by_the_prefix_alone(void **state)
{
	struct netlink_ip a = ip_of("10.9.0.1"), b = ip_of("10.9.1.1");
	struct netlink_ip c = ip_of("2001:db8::1"), d = ip_of("2001:db8:8000::1");

	(void)state;
	assert_true(ip_is_near(&a, &b, 23));
	assert_false(ip_is_near(&a, &b, 24));
	assert_true(ip_is_near(&c, &d, 32));
	assert_false(ip_is_near(&c, &d, 33));
	assert_false(ip_is_near(&a, &c, 0));
	ip_mask(&d, 33);
	c = ip_of("2001:db8:8000::");
	assert_true(ip_equal(&c, &d));
}

static void test_a_machine_has_no_address_of_all_of_them(void **state)
{
	static const char *const bad[] = { "::",      "::1",       "ff02::1",
					   "0.0.0.0", "127.0.0.1", "224.0.0.1" };
	struct netlink_ip ip = ip_of("fe80::1");

	(void)state;
	assert_true(ip_is_host(&ip) && ip_is_link_local(&ip));
	ip = ip_of("fec0::1");
	assert_true(ip_is_host(&ip) && !ip_is_link_local(&ip));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ip = ip_of(bad[i]);
		if (ip_is_host(&ip))
			fail_msg("%s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_the_shortest_form),
		cmocka_unit_test(test_what_is_no_address_is_refused),
		cmocka_unit_test(test_a_prefix_is_at_most_the_whole_address),
		cmocka_unit_test(test_a_mac_has_one_kind_of_separator),
		cmocka_unit_test(test_nearness_is_decided_by_the_prefix_alone),
		cmocka_unit_test(test_a_machine_has_no_address_of_all_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
