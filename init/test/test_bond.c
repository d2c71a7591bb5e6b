/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "pure/bond.h"
#include "pure/json.h"
#include "pure/netlink_made.h"
#include "pure/netlink_request.h"

/* As `ip --json --details link` has the options. */
static void assert_options(const struct bond_options *o, const char *expected)
{
	char text[512];
	struct writer to = writer_over(text, sizeof(text));

	bond_write_json(o, &to);
	assert_true(writer_ok(&to));
	assert_string_equal(text, expected);
}

static void test_options_of_the_command_line_are_understood(void **state)
{
	static const char *const rows[][2] = {
		{ "", ",\"mode\":\"balance-rr\",\"miimon\":100" },
		{ "mode=802.3ad,xmit_hash_policy=layer2+3",
		  ",\"mode\":\"802.3ad\",\"miimon\":100,\"xmit_hash_policy\":\"layer2+3\"" },
		{ "mode=4,miimon=50,lacp_rate=fast,updelay=200",
		  ",\"mode\":\"802.3ad\",\"miimon\":50,\"updelay\":200,"
		  "\"ad_lacp_rate\":\"fast\"" },
		{ "mode=active-backup,miimon=0", ",\"mode\":\"active-backup\"" },
		{ "mode=1,arp_interval=100,arp_ip_target=192.0.2.1;192.0.2.2",
		  ",\"mode\":\"active-backup\",\"arp_interval\":100,\"arp_ip_target\":["
		  "\"192.0.2.1\",\"192.0.2.2\"]" },
		{ "use_carrier=1,num_grat_arp=2",
		  ",\"mode\":\"balance-rr\",\"miimon\":100,\"num_peer_notif\":2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bond_options o;
		const char *why = bond_parse_options(rows[i][0], strlen(rows[i][0]), &o);

		if (why)
			fail_msg("%s: %s", rows[i][0], why);
		assert_options(&o, rows[i][1]);
	}
	struct bond_options o;

	assert_null(bond_parse_options("primary=eth1", 12, &o));
	assert_string_equal(o.primary, "eth1");
}

static void test_what_no_bond_has_is_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "mod=balance-rr", "option" },
		{ "mode=balance", "value" },
		{ "mode=7", "value" },
		{ "mode", "value" },
		{ "miimon=-1", "value" },
		{ "miimon=100ms", "value" },
		{ "arp_ip_target=2001:db8::1", "IPv4" },
		{ "arp_ip_target=x", "IPv4" },
		{ "primary=", "member" },
		{ "primary=a-name-of-sixteen", "member" },
		{ ",", "option" },
		{ "=1", "option" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bond_options o = { .set = 77 };
		const char *why = bond_parse_options(rows[i][0], strlen(rows[i][0]), &o);

		if (!why || !strstr(why, rows[i][1]) || o.set != 77)
			fail_msg("%s: %s", rows[i][0], why ? why : "taken");
	}
}

static void test_what_is_written_to_the_kernel_is_read_from_it(void **state)
{
	static const char text[] =
		"mode=802.3ad,miimon=50,updelay=100,lacp_rate=fast,min_links=1,"
		"ad_actor_sys_prio=7,xmit_hash_policy=layer3+4,arp_ip_target=192.0.2.1";
	struct netlink_link made = { .name = "bond0", .kind = "bond" }, seen;
	struct netlink_request request;
	struct netlink_msg msg;

	(void)state;
	assert_null(bond_parse_options(text, sizeof(text) - 1, &made.bond));
	netlink_build_new_link(&request, &made);
	assert_int_not_equal(request.len, 0);
	struct cursor c = cursor_over(request.bytes, request.len);

	assert_int_equal(netlink_next(&c, &msg), 1);
	/* the kernel says the same, but with a number for the link */
	uint8_t copy[NETLINK_REQUEST_MAX];
	int32_t index = 3;

	memcpy(copy, msg.body.at, msg.body.left);
	memcpy(copy + offsetof(struct ifinfomsg, ifi_index), &index, sizeof(index));
	msg.body = cursor_over(copy, msg.body.left);
	assert_int_equal(netlink_parse_link(&msg, &seen), 0);
	assert_int_equal(netlink_parse_made(&msg, &seen), 0);
	assert_string_equal(seen.name, "bond0");
	assert_string_equal(seen.kind, "bond");
	assert_memory_equal(&seen.bond, &made.bond, sizeof(seen.bond));
	for (size_t len = sizeof(struct ifinfomsg); len < msg.body.left; len++) {
		struct netlink_msg cut = { .type = RTM_NEWLINK,
					   .body = cursor_over(copy, len) };
		int r = netlink_parse_link(&cut, &seen);

		if (r == 0)
			r = netlink_parse_made(&cut, &seen);
		assert_true(r == 0 || r == -EBADMSG);
	}
}

static void test_every_option_at_once_fits_a_request(void **state)
{
	struct netlink_link link = { .name = "a-name-of-fifte", .kind = "bond" };
	struct netlink_request request;

	(void)state;
	link.bond.set = UINT32_MAX;
	link.bond.n_arp_targets = BOND_ARP_TARGETS_MAX;
	netlink_build_new_link(&request, &link);
	assert_int_not_equal(request.len, 0);
}

static void test_what_ip_says_is_read(void **state)
{
	static const char text[] =
		"{\"mode\":\"802.3ad\",\"miimon\":100,\"updelay\":0,\"use_carrier\":1,"
		"\"arp_validate\":null,\"arp_all_targets\":\"any\",\"primary\":\"eth1\","
		"\"ad_lacp_rate\":\"fast\",\"ad_info\":{\"aggregator\":1},\"tlb_dynamic_lb\":1,"
		"\"arp_ip_target\":[\"192.0.2.1\"],\"ad_lacp_active\":\"on\"}";
	struct bond_options o = { .set = 0 };
	char key[JSON_KEY_MAX];
	struct json j = json_over(text, sizeof(text) - 1);

	(void)state;
	json_object(&j);
	while (json_key(&j, key))
		bond_take_json(&j, key, &o);
	assert_true(json_end(&j));
	assert_string_equal(o.primary, "eth1");
	assert_options(&o,
		       ",\"mode\":\"802.3ad\",\"miimon\":100,\"ad_lacp_rate\":\"fast\","
		       "\"arp_ip_target\":[\"192.0.2.1\"]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options_of_the_command_line_are_understood),
		cmocka_unit_test(test_what_no_bond_has_is_refused),
		cmocka_unit_test(test_what_is_written_to_the_kernel_is_read_from_it),
		cmocka_unit_test(test_every_option_at_once_fits_a_request),
		cmocka_unit_test(test_what_ip_says_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
