/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/dhcp_record.h"

static const struct dhcp_record untouched = { .address = 7, .client_id_len = 9 };

static void test_networkds_file(void **state)
{
	static const char text[] = "# This is private data. Do not parse.\n"
				   "ADDRESS=192.0.2.7\nNETMASK=255.255.255.0\n"
				   "SERVER_ADDRESS=192.0.2.1\nT1=43200\n"
				   "CLIENTID=ffb6220feb00020000ab11d258482fc7eee651\n";
	struct dhcp_record r;

	(void)state;
	assert_int_equal(dhcp_record_of_lines(text, sizeof(text) - 1, &r), 0);
	assert_int_equal(r.address, 0xc0000207);
	assert_int_equal(r.client_id_len, 19);
	assert_memory_equal(r.client_id, "\xff\xb6\x22\x0f\xeb", 5);
}

static void test_without_an_address_there_is_no_lease(void **state)
{
	static const char *const texts[] = { "",
					     "CLIENTID=01\n",
					     "ADDRESS=\n",
					     "ADDRESS=1.2.3\n",
					     "ADDRESS=1.2.3.256\n",
					     "SERVER_ADDRESS=1.2.3.4\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct dhcp_record r = untouched;

		assert_int_equal(dhcp_record_of_lines(texts[i], strlen(texts[i]), &r),
				 -ENODATA);
		assert_int_equal(r.address, untouched.address);
	}
}

static void test_an_identifier_that_is_none_is_left_out(void **state)
{
	static const char *const texts[] = { "ADDRESS=1.2.3.4\nCLIENTID=0",
					     "ADDRESS=1.2.3.4\nCLIENTID=0x",
					     "ADDRESS=1.2.3.4\nCLIENTID=" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct dhcp_record r;

		assert_int_equal(dhcp_record_of_lines(texts[i], strlen(texts[i]), &r), 0);
		assert_int_equal(r.client_id_len, 0);
	}
}

static void test_dhclients_last_lease_of_the_interface(void **state)
{
	static const char text[] =
		"lease {\n  interface \"eth0\";\n  fixed-address 192.0.2.7;\n}\n"
		"lease {\n  interface \"eth0\";\n  fixed-address 192.0.2.8;\n"
		"  option dhcp-client-identifier ff:1:2:a0;\n}\n"
		"lease {\n  interface \"eth01\";\n  fixed-address 192.0.2.9;\n}\n"
		"lease {\n  interface \"eth0\";\n  fixed-address 192.0.2.10;\n";
	struct dhcp_record r = untouched;

	(void)state;
	assert_int_equal(dhcp_record_of_dhclient(text, sizeof(text) - 1, "eth0", &r), 0);
	assert_int_equal(r.address, 0xc0000208);
	assert_int_equal(r.client_id_len, 4);
	assert_memory_equal(r.client_id, "\xff\x01\x02\xa0", 4);
	r = untouched;
	assert_int_equal(dhcp_record_of_dhclient(text, sizeof(text) - 1, "eth1", &r),
			 -ENODATA);
	assert_int_equal(r.address, untouched.address);
}

static void test_dhcpcds_message(void **state)
{
	static const uint8_t options[] = { 0x63, 0x82, 0x53, 0x63, 0,   53, 1, 5, 61,
					   3,    1,    2,    3,    255, 61, 1, 9 };
	uint8_t message[236 + sizeof(options)] = { 2, 1, 6 };
	struct dhcp_record r = untouched;

	(void)state;
	memcpy(message + 16, "\xc0\x00\x02\x07", 4);
	memcpy(message + 236, options, sizeof(options));
	assert_int_equal(dhcp_record_of_message(message, sizeof(message), &r), 0);
	assert_int_equal(r.address, 0xc0000207);
	assert_int_equal(r.client_id_len, 3);
	assert_memory_equal(r.client_id, "\x01\x02\x03", 3);
	/* cut anywhere in front of the options it is no message, behind that it has less */
	for (size_t len = 0; len < sizeof(message); len++) {
		r = untouched;
		assert_int_equal(dhcp_record_of_message(message, len, &r),
				 len < 240 ? -ENODATA : 0);
		assert_int_equal(r.client_id_len, len < 240   ? untouched.client_id_len
						  : len < 249 ? 0
							      : 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networkds_file),
		cmocka_unit_test(test_without_an_address_there_is_no_lease),
		cmocka_unit_test(test_an_identifier_that_is_none_is_left_out),
		cmocka_unit_test(test_dhclients_last_lease_of_the_interface),
		cmocka_unit_test(test_dhcpcds_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
