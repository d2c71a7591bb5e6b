/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/ip_text.h"
#include "pure/net_param.h"
#include "pure/netplan_text.h"

static struct net_param param;
static struct netconf conf;

static int apply(const char *cmdline, struct failure *why)
{
	struct cmdline_word word;
	int r = 0;

	net_param_begin(&param);
	while (r == 0 && cmdline_next(&cmdline, &word))
		r = net_param_apply(&param, &word, why);
	return r;
}

static int resolve(const char *cmdline, struct failure *why)
{
	memset(&param, 0, sizeof(param));
	netconf_init(&conf);
	int r = apply(cmdline, why);

	return r < 0 ? r : net_param_resolve(&param, &conf, why);
}

static void take(const char *cmdline)
{
	struct failure why;

	if (resolve(cmdline, &why) < 0)
		fail_msg("%s: %s: %s", cmdline, why.object, why.why);
}

static void assert_refused(const char *cmdline, enum failure_code code,
			   const char *object, const char *reason)
{
	struct failure why = { .code = FAILURE_NONE };

	if (resolve(cmdline, &why) != -EIO || why.code != code ||
	    !strstr(why.object, object) || !strstr(why.why, reason))
		fail_msg("%s: %s: %s: %s", cmdline, failure_name(why.code), why.object,
			 why.why);
}

static void assert_entry(size_t n, const char *expected)
{
	char text[NETPLAN_TEXT_MAX];

	assert_true(n < conf.n_links);
	netplan_describe_entry(&conf, n, text);
	assert_string_equal(text, expected);
}

static void assert_mac(const struct netlink_mac *mac, const char *expected)
{
	struct netlink_mac other;

	assert_int_equal(ip_parse_mac(expected, strlen(expected), &other), 0);
	assert_true(mac_equal(mac, &other));
}

static void test_without_words_every_link_asks(void **state)
{
	(void)state;
	take("quiet root=/dev/sda1 ipv6.disable=1 strip=x rd.neednet=1");
	assert_int_equal(conf.n_links, 0);
	assert_int_equal(conf.others.asks, NETCONF_ASKS_ANY);
	assert_false(conf.comes_before_dhcp);
}

static void test_a_named_link_asks_alone(void **state)
{
	(void)state;
	take("ip=eth1:dhcp");
	assert_int_equal(conf.n_links, 1);
	assert_true(conf.links[0].asks & NETCONF_DHCP4);
	assert_int_equal(conf.others.asks, 0);
	take("ip=eth1:off ip=dhcp");
	assert_int_equal(conf.links[0].asks, 0);
	assert_true(conf.others.asks & NETCONF_DHCP4);
	take("ip=off");
	assert_int_equal(conf.others.asks, 0);
	take("ip=dhcp,1,ab");
	assert_int_equal(conf.others.last.client_id_len, 3);
	take("ip=eth1:dhcp:1400:52:54:00:12:34:56");
	assert_int_equal(conf.links[0].mtu, 1400);
	assert_mac(&conf.links[0].new_mac, "52:54:00:12:34:56");
}

static void test_one_statement_a_family_makes_one_entry(void **state)
{
	(void)state;
	take("ip=10.0.0.5::10.0.0.1:24::eth0:off:10.0.0.3 "
	     "ip=[2001:db8::5]::[fe80::1]:64::eth0:off nameserver=[2001:db8::53]");
	assert_int_equal(conf.n_links, 1);
	assert_entry(0, "10.0.0.5/24 2001:db8::5/64, gateway 10.0.0.1, gateway fe80::1, "
			"dns 2001:db8::53 10.0.0.3");
	take("ip=eth0:dhcp ip=[2001:db8::5]:::64::eth0:off");
	assert_true(conf.links[0].asks & NETCONF_DHCP4);
	assert_entry(0, "2001:db8::5/64");
}

static void test_contradictions_are_refused(void **state)
{
	static const char *const rows[] = {
		"ip=10.0.0.5:::24::eth0:off ip=10.0.0.6:::24::eth0:off",
		"ip=10.0.0.5:::24::eth0:off ip=eth0:dhcp",
		"ip=eth0:dhcp ip=eth0:dhcp",
		"ip=eth0:off ip=eth0:dhcp",
		"ip=[2001:db8::5]:::64::eth0 ip=[2001:db8::6]:::64::eth0",
		"ip=10.0.0.5:::24::52:54:00:12:34:56:off ip=10.0.0.6:::24::enx525400123456",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_refused(rows[i], FAILURE_CONFIG_VALUE, "ip= of", "only one");
	assert_refused("ip=dhcp ip=off", FAILURE_CONFIG_VALUE, "ip=off", "one of them");
	assert_refused("ip=off ip=dhcp,dhcp6", FAILURE_CONFIG_VALUE, "ip=off", "one of");
	take("ip=off ip=auto6"); /* no IPv4, and IPv6 as routers say */
	take("ip=off ip=eth0:dhcp");
}

static void test_an_address_alone_gets_its_mask_from_elsewhere(void **state)
{
	(void)state;
	take("gateway=10.0.0.1 ip=10.0.0.5 netmask=255.255.255.0 ksdevice=eth1");
	assert_entry(0, "10.0.0.5/24, gateway 10.0.0.1");
	assert_string_equal(conf.links[0].name, "eth1");
	take("ip=10.0.0.5 netmask=16 ksdevice=bootif BOOTIF=01-52-54-00-12-34-56");
	assert_mac(&conf.links[0].mac, "52:54:00:12:34:56");
	assert_refused("ip=10.0.0.5", FAILURE_CONFIG_VALUE, "10.0.0.5", "netmask=");
	assert_refused("netmask=255.0.255.0", FAILURE_CONFIG_VALUE, "netmask=", "wants");
	assert_refused("gateway=x", FAILURE_CONFIG_VALUE, "gateway=x", "wants");
	assert_refused("ksdevice=a/b", FAILURE_CONFIG_VALUE, "ksdevice=a/b", "wants");
}

static void test_the_card_of_the_firmware_stands_in_for_a_device(void **state)
{
	static const char *const rows[] = {
		"BOOTIF=01-AA-BB-CC-DD-EE-FF",
		"BOOTIF=aa:bb:cc:dd:ee:ff",
		"BOOTIF=aa-bb-cc-dd-ee-ff",
	};
	char cmdline[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		(void)snprintf(cmdline, sizeof(cmdline), "ip=10.0.0.5:::24 %s", rows[i]);
		take(cmdline);
		assert_mac(&conf.links[0].mac, "aa:bb:cc:dd:ee:ff");
	}
	take("BOOTIF=01-bb-cc-dd-ee-ff ip=10.0.0.5:::24");
	assert_mac(&conf.links[0].mac, "01:bb:cc:dd:ee:ff");
	take("BOOTIF=01-AA-BB-CC-DD-EE-FF ip=10.0.0.5:::24 rd.bootif=0");
	assert_true(netconf_is_for_any(&conf.links[0]));
	take("BOOTIF=01-AA-BB-CC-DD-EE-FF ip=10.0.0.5:::24::eth0");
	assert_int_equal(conf.links[0].mac.len, 0);
	assert_refused("BOOTIF=x", FAILURE_CONFIG_VALUE, "BOOTIF=x", "MAC");
	assert_refused("BOOTIF=aa:bb:cc:dd:ee", FAILURE_CONFIG_VALUE, "BOOTIF", "MAC");
	assert_refused("BOOTIF", FAILURE_CONFIG_VALUE, "BOOTIF", "MAC");
}

static void test_routes_find_their_link(void **state)
{
	char text[NETPLAN_TEXT_MAX];
	struct netplan plan;

	(void)state;
	take("rd.route=[2001:DB8:3::/8]:[2001:DB8:2::1]:ens10 "
	     "rd.route=192.168.200.0/24::ens10");
	assert_int_equal(conf.n_links, 1);
	assert_true(conf.links[0].asks & NETCONF_DHCP4);
	netplan_configure(&plan, &conf, 0, 1);
	assert_int_equal(plan.n, 2);
	netplan_describe_change(&plan.changes[0], text);
	assert_string_equal(text, "add the route 192.168.200.0/24");
	netplan_describe_change(&plan.changes[1], text);
	assert_string_equal(text, "add the route 2000::/8 via 2001:db8:2::1");

	take("rd.route=192.168.200.77/24:192.168.100.222 ip=10.0.0.5:::24::eth0 "
	     "ip=192.168.100.1:::24::eth1");
	netplan_configure(&plan, &conf, 1, 1);
	assert_int_equal(plan.n, 2);
	netplan_describe_change(&plan.changes[1], text);
	assert_string_equal(text, "add the route 192.168.200.0/24 via 192.168.100.222");
	take("rd.route=192.168.200.0/24:203.0.113.1 ip=10.0.0.5:::24::eth0");
	assert_refused("rd.route=192.168.200.0/24:203.0.113.1 ip=10.0.0.5:::24::eth0 "
		       "ip=192.168.100.1:::24::eth1",
		       FAILURE_CONFIG_VALUE, "rd.route=192.168.200.0/24",
		       "names no device");
	assert_refused("rd.route=10.0.0.0/8:10.0.0.1", FAILURE_CONFIG_VALUE,
		       "rd.route=", "names no device");
}

static void test_routes_that_cannot_be_meant_are_refused(void **state)
{
	static const char *const rows[] = {
		"rd.route",
		"rd.route=",
		"rd.route=10.0.0.0:10.0.0.1:eth0",
		"rd.route=10.0.0.0/33:10.0.0.1:eth0",
		"rd.route=10.0.0.0/8:x:eth0",
		"rd.route=10.0.0.0/8:10.0.0.1:a/b",
		"rd.route=2001:db8::/32:[2001:db8::1]:eth0",
		"rd.route=[2001:db8::/32:[2001:db8::1]:eth0",
		"rd.route=[2001:db8::/32]:10.0.0.1:eth0",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_refused(rows[i], FAILURE_CONFIG_VALUE, "rd.route", "");
}

static void test_what_is_not_done_is_refused_by_name(void **state)
{
	static const char *const rows[] = { "bridge=br0:eth0", "team=t:eth0",
					    "rd.iscsi.ibft=1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_refused(rows[i], FAILURE_CONFIG_KEY, rows[i], "does not do this");
	assert_refused("ip=eth0:ibft", FAILURE_CONFIG_VALUE, "ip=eth0:ibft", "ibft");
	assert_refused("nameserver=x", FAILURE_CONFIG_VALUE, "nameserver=x", "wants");
	assert_refused("nameserver", FAILURE_CONFIG_VALUE, "nameserver", "wants");
	assert_refused("ip", FAILURE_CONFIG_VALUE, "ip", "wants");
	assert_refused("nfsaddrs=bootp", FAILURE_CONFIG_VALUE, "nfsaddrs=bootp", "bootp");
}

static void test_a_later_line_replaces_an_earlier_one(void **state)
{
	struct failure why;

	(void)state;
	memset(&param, 0, sizeof(param));
	netconf_init(&conf);
	assert_int_equal(apply("ip=eth0:dhcp nameserver=10.0.0.1 rd.peerdns=0 "
			       "BOOTIF=52:54:00:12:34:56",
			       &why),
			 0);
	assert_int_equal(apply("quiet", &why), 0);
	assert_int_equal(param.n_ip, 1);
	assert_int_equal(apply("BOOTIF=52:54:00:12:34:57 console=ttyS0", &why), 0);
	assert_int_equal(param.n_ip, 1);
	assert_true(param.ignores_dhcp_dns);
	assert_int_equal(apply("ip=10.0.0.5:::24 ip=eth1:dhcp", &why), 0);
	assert_int_equal(param.n_ip, 2);
	assert_int_equal(param.n_dns, 0);
	assert_false(param.ignores_dhcp_dns);
	assert_int_equal(net_param_resolve(&param, &conf, &why), 0);
	assert_mac(&conf.links[0].mac, "52:54:00:12:34:57");
}

static void test_dns_of_the_command_line_is_put_on_top_of_the_host(void **state)
{
	struct failure why;

	(void)state;
	memset(&param, 0, sizeof(param));
	netconf_init(&conf);
	netconf_parse_resolv_conf(&conf, "nameserver 10.0.0.9\n", 20);
	conf.n_links = 1;
	assert_int_equal(apply("nameserver=10.0.0.1 rd.peerdns=0", &why), 0);
	assert_int_equal(net_param_resolve(&param, &conf, &why), 0);
	assert_int_equal(conf.n_links, 1);
	assert_int_equal(conf.n_dns, 1);
	assert_int_equal(ipv4_from_ip(&conf.dns[0]), 0x0a000001);
	assert_true(conf.ignores_dhcp_dns && conf.comes_before_dhcp);
}

static void test_the_ninth_is_refused(void **state)
{
	char cmdline[1024] = "";
	struct writer to = writer_over(cmdline, sizeof(cmdline));

	(void)state;
	for (int i = 0; i < NET_PARAM_IP_MAX; i++)
		writer_printf(&to, "ip=eth%d:dhcp rd.route=10.%d.0.0/16::eth%d ", i, i,
			      i);
	take(cmdline);
	assert_int_equal(conf.n_links, NET_PARAM_IP_MAX);
	size_t len = to.len;

	writer_text(&to, "ip=eth9:dhcp");
	assert_refused(cmdline, FAILURE_CONFIG_VALUE, "ip=eth9", "ninth");
	to.len = len;
	writer_text(&to, "rd.route=10.9.0.0/16::eth9");
	assert_refused(cmdline, FAILURE_CONFIG_VALUE, "rd.route=10.9", "ninth");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_words_every_link_asks),
		cmocka_unit_test(test_a_named_link_asks_alone),
		cmocka_unit_test(test_one_statement_a_family_makes_one_entry),
		cmocka_unit_test(test_contradictions_are_refused),
		cmocka_unit_test(test_an_address_alone_gets_its_mask_from_elsewhere),
		cmocka_unit_test(test_the_card_of_the_firmware_stands_in_for_a_device),
		cmocka_unit_test(test_routes_find_their_link),
		cmocka_unit_test(test_routes_that_cannot_be_meant_are_refused),
		cmocka_unit_test(test_what_is_not_done_is_refused_by_name),
		cmocka_unit_test(test_a_later_line_replaces_an_earlier_one),
		cmocka_unit_test(test_dns_of_the_command_line_is_put_on_top_of_the_host),
		cmocka_unit_test(test_the_ninth_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
