/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "pure/net_param.h"
#include "pure/netplan_text.h"

static struct net_param param;
static struct netconf conf;

static int resolve(const char *cmdline, struct failure *why)
{
	struct cmdline_word word;
	int r = 0;

	memset(&param, 0, sizeof(param));
	netconf_init(&conf);
	while (r == 0 && cmdline_next(&cmdline, &word))
		r = net_param_apply(&param, &word, why);
	return r < 0 ? r : net_param_resolve(&param, &conf, why);
}

static void take(const char *cmdline)
{
	struct failure why;

	if (resolve(cmdline, &why) < 0)
		fail_msg("%s: %s: %s", cmdline, why.object, why.why);
}

static void assert_refused(const char *cmdline, const char *object, const char *reason)
{
	struct failure why = { .code = FAILURE_NONE };

	if (resolve(cmdline, &why) != -EIO || why.code != FAILURE_CONFIG_VALUE ||
	    !strstr(why.object, object) || !strstr(why.why, reason))
		fail_msg("%s: %s: %s: %s", cmdline, failure_name(why.code), why.object,
			 why.why);
}

static const struct netconf_link *find(const char *name)
{
	for (size_t i = 0; i < conf.n_links; i++)
		if (strcmp(conf.links[i].name, name) == 0)
			return &conf.links[i];
	fail_msg("no entry of %s", name);
	return NULL;
}

static void test_the_four_styles_of_a_vlan_name_have_its_id(void **state)
{
	static const struct {
		const char *cmdline, *name;
		uint16_t id;
	} rows[] = {
		{ "vlan=vlan0008:eth1 ip=vlan0008:dhcp", "vlan0008", 8 },
		{ "vlan=vlan5:eth1 ip=vlan5:dhcp", "vlan5", 5 },
		{ "vlan=eth1.169:eth1 "
		  "ip=172.20.0.2::172.20.0.1:255.255.255.0::eth1.169:::::",
		  "eth1.169", 169 },
		{ "ip=eth1.0005:auto6 vlan=eth1.0005:52-54-00-12-34-56", "eth1.0005", 5 },
		{ "vlan=x.4094:eth1 ip=x.4094:dhcp", "x.4094", 4094 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		take(rows[i].cmdline);
		const struct netconf_link *vlan = find(rows[i].name);

		assert_int_equal(vlan->kind, NETCONF_VLAN);
		assert_int_equal(vlan->vlan_id, rows[i].id);
		assert_int_not_equal(vlan->lower, 0);
	}
}

static void test_a_vlan_on_a_bond_has_the_address(void **state)
{
	(void)state;
	take("bond=bond1:eth3,eth4:mode=802.3ad,xmit_hash_policy=layer2+3:1450 "
	     "vlan=bond1.7:bond1 ip=10.0.0.5::10.0.0.1:24::bond1.7:off");
	const struct netconf_link *bond = find("bond1"), *vlan = find("bond1.7");

	assert_int_equal(bond->kind, NETCONF_BOND);
	assert_int_equal(bond->mtu, 1450);
	assert_ptr_equal(&conf.links[vlan->lower - 1], bond);
	assert_ptr_equal(&conf.links[find("eth3")->master - 1], bond);
	assert_ptr_equal(&conf.links[find("eth4")->master - 1], bond);
	assert_true(netconf_has_address(&conf, (size_t)(vlan - conf.links), 0));
	assert_int_equal(bond->asks, 0);
	take("bond=bond1:eth3,eth4 ip=dhcp");
	assert_int_equal(find("bond1")->asks, NETCONF_DHCP4);
	assert_int_equal(find("eth3")->asks, 0);
}

static void test_what_cannot_be_meant_is_refused(void **state)
{
	static const char *const rows[][3] = {
		{ "vlan=eth1.4096:eth1", "vlan=eth1.4096:eth1", "1 to 4094" },
		{ "vlan=vlan4095:eth1", "vlan=vlan4095:eth1", "1 to 4094" },
		{ "vlan=eth1.0:eth1", "vlan=eth1.0:eth1", "1 to 4094" },
		{ "vlan=lan5:eth1", "vlan=lan5:eth1", "1 to 4094" },
		{ "vlan=eth1.:eth1", "vlan=eth1.:eth1", "1 to 4094" },
		{ "vlan=eth1.5", "vlan=eth1.5", "NAME:DEVICE" },
		{ "vlan=a-name-of-sixt.5:eth1", "vlan=a-name", "15" },
		{ "vlan=vlan5:eth0 vlan=vlan5:eth1 ip=vlan5:dhcp", "vlan=vlan5",
		  "another" },
		{ "vlan=eth0.5:eth0.5 ip=dhcp", "vlan=eth0.5", "no other device" },
		{ "vlan=eth0.5:eth0", "vlan=eth0.5", "ip=" },
		{ "bond=bond1", "bond=bond1", "members" },
		{ "bond=bond1:::", "bond=bond1:::", "members" },
		{ "bond", "bond", "NAME:MEMBERS" },
		{ "bond=bond0:eth1,eth2:mod=balance-rr", "mod=balance-rr", "option" },
		{ "bond=bond0:eth1,,eth2", "bond=bond0:eth1,,eth2", "member" },
		{ "bond=bond0:eth1:mode=1:99", "bond=bond0", "MTU" },
		{ "bond=bond0:a,b,c,d,e,f,g,h,i", "bond=bond0", "eight" },
		{ "bond=bond0:eth0 bond=bond1:eth0 ip=dhcp", "bond=bond1",
		  "another one" },
		{ "bond=bond0:eth0 ip=eth0:dhcp", "ip= of eth0", "member" },
		{ "bond=bond0:eth0,eth1 vlan=eth0.5:eth0 ip=dhcp", "vlan=eth0.5",
		  "on a member" },
		{ "bond=bond0:eth0", "bond=bond0", "ip=" },
		{ "ifname=eth7", "ifname=eth7", "NAME:MAC" },
		{ "ifname=eth7:52:54:00:12:34", "ifname=", "NAME:MAC" },
		{ "bootdev=a/b", "bootdev=a/b", "device" },
		{ "rd.net.timeout.dhcp=1m", "rd.net.timeout.dhcp=1m", "seconds" },
		{ "rd.net.dhcp.retry=x", "rd.net.dhcp.retry=x", "number" },
		{ "hostname=a_b", "hostname=a_b", "letters" },
		{ "hostname=$(reboot)", "hostname=", "letters" },
		{ "mtu=99", "mtu=99", "576" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_refused(rows[i][0], rows[i][1], rows[i][2]);
}

static void test_a_name_of_ifname_means_a_mac(void **state)
{
	(void)state;
	take("ip=10.0.0.5:::24::lan0:off ifname=lan0:52:54:00:12:34:56 vlan=lan0.7:lan0");
	assert_int_equal(conf.n_links, 2);
	assert_int_equal(find("lan0")->mac.bytes[5], 0x56);
	assert_ptr_equal(&conf.links[find("lan0.7")->lower - 1], find("lan0"));
}

static void test_bootdev_comes_first(void **state)
{
	(void)state;
	take("ip=10.0.0.5::10.0.0.1:24::eth0:off ip=10.1.0.5::10.1.0.1:24::eth1:off "
	     "bootdev=eth1");
	assert_int_equal(conf.boot_link, 2);
	assert_true(conf.routes[0].metric > conf.routes[1].metric);
	take("ip=dhcp bootdev=eth1");
	assert_int_equal(find("eth1")->asks, NETCONF_DHCP4);
	assert_int_equal(conf.others.asks, NETCONF_DHCP4);
}

static void test_the_rest_is_remembered(void **state)
{
	(void)state;
	take("rd.neednet=1 rd.net.timeout.carrier=20 rd.net.timeout.dhcp=90 hostname=h.example "
	     "ip=10.0.0.5 netmask=24 mtu=1400 rd.net.dhcp.retry=3");
	assert_true(param.is_needed);
	assert_int_equal(param.patience_s, 90);
	assert_string_equal(conf.hostname, "h.example");
	assert_int_equal(conf.links[0].mtu, 1400);
	take("ip=::::pxe7:eth0:dhcp rd.neednet=0");
	assert_false(param.is_needed);
	assert_string_equal(conf.hostname, "pxe7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_four_styles_of_a_vlan_name_have_its_id),
		cmocka_unit_test(test_a_vlan_on_a_bond_has_the_address),
		cmocka_unit_test(test_what_cannot_be_meant_is_refused),
		cmocka_unit_test(test_a_name_of_ifname_means_a_mac),
		cmocka_unit_test(test_bootdev_comes_first),
		cmocka_unit_test(test_the_rest_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
