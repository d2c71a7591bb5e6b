/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/config.h"
#include "pure/host_network.h"
#include "pure/reach.h"

static struct config config;
static struct netconf network;

static void read_words(const char *words)
{
	struct failure why;

	config_init(&config);
	netconf_init(&network);
	assert_int_equal(config_apply(&config, words, &why), 0);
	assert_int_equal(net_param_resolve(&config.network, &network, &why), 0);
}

static void test_an_image_that_asks_dhcp_finds_no_network_set_by_hand(void **state)
{
	static const struct {
		const char *words, *why; /* NULL: it is reached */
	} rows[] = {
		{ "", NULL },
		{ "ip=dhcp", NULL },
		{ "ip=auto6", NULL },
		{ "ip=eth0:dhcp,auto6", NULL },
		{ "ip=192.0.2.7::192.0.2.1:24::eth0",
		  "eth0 has the fixed address 192.0.2.7" },
		/* on-link: a gateway outside the subnet */
		{ "ip=192.0.2.7::198.51.100.1:32::eth0", "eth0 has the fixed address" },
		{ "ip=192.0.2.7::192.0.2.1:24", "a card has the fixed address" },
		/* another card is found by DHCP */
		{ "ip=192.0.2.7:::24::eth0 ip=eth1:dhcp", NULL },
		/* whoever knows the machine by IPv4 does not know what a router says */
		{ "ip=192.0.2.7::192.0.2.1:24::eth0 ip=eth0:auto6", "192.0.2.7" },
		{ "ip=[2001:db8::7]::[2001:db8::1]:64::eth0", "2001:db8::7" },
		{ "ip=[2001:db8::7]::[2001:db8::1]:64::eth0 ip=eth0:dhcp", NULL },
		{ "vlan=vlan5:eth0 ip=vlan5:dhcp", "vlan5 is a vlan" },
		{ "bond=bond0:eth0,eth1:mode=802.3ad ip=bond0:dhcp", "bond0 is a bond" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct reach reach = { .network = &network };
		struct failure why = { .why = "" };

		read_words(rows[i].words);
		int r = reach_check(&reach, "http://h/", &why);

		if ((r == 0) != !rows[i].why ||
		    !strstr(why.why, rows[i].why ? rows[i].why : ""))
			fail_msg("%s: %d %s", rows[i].words, r, why.why);
		if (r < 0)
			assert_int_equal(why.code, FAILURE_TARGET_UNREACHABLE);
	}
}

static void read_host(const char *addresses)
{
	size_t at;

	netconf_init(&network);
	assert_int_equal(
		host_network_addresses(&network, addresses, strlen(addresses), &at), 0);
}

static void test_what_the_host_had_by_dhcp_the_image_gets_too(void **state)
{
	static const char static_host[] =
		"[{\"ifname\":\"eth0\",\"address\":\"52:54:00:12:34:56\",\"addr_info\":["
		"{\"family\":\"inet\",\"local\":\"192.0.2.7\",\"prefixlen\":24,\"scope\":"
		"\"global\"}]}]";
	static const char dynamic_host[] =
		"[{\"ifname\":\"eth0\",\"address\":\"52:54:00:12:34:56\",\"addr_info\":["
		"{\"family\":\"inet\",\"local\":\"192.0.2.7\",\"prefixlen\":24,\"scope\":"
		"\"global\",\"dynamic\":true,\"valid_life_time\":600}]}]";
	const struct reach reach = { .network = &network,
				     .has_host = true,
				     .has_keys = true };
	struct failure why;

	(void)state;
	read_host(static_host);
	assert_int_equal(reach_check(&reach, "x", &why), -EIO);
	assert_non_null(strstr(why.why, "192.0.2.7"));
	read_host(dynamic_host);
	assert_int_equal(reach_check(&reach, "x", &why), 0);
}

static void test_a_host_without_keys_lets_nobody_into_the_image(void **state)
{
	struct reach reach = { .network = &network, .has_host = true };
	struct failure why;

	(void)state;
	netconf_init(&network);
	assert_int_equal(reach_check(&reach, "x", &why), -EIO);
	assert_int_equal(why.code, FAILURE_TARGET_UNREACHABLE);
	reach.has_keys = true;
	assert_int_equal(reach_check(&reach, "x", &why), 0);
	/* with no host, as from a boot loader, the image's own keys are all that anybody
	 * could want */
	reach = (struct reach){ .network = &network };
	assert_int_equal(reach_check(&reach, "x", &why), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_an_image_that_asks_dhcp_finds_no_network_set_by_hand),
		cmocka_unit_test(test_what_the_host_had_by_dhcp_the_image_gets_too),
		cmocka_unit_test(test_a_host_without_keys_lets_nobody_into_the_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
