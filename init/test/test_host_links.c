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

#include "pure/bond.h"
#include "pure/host_network.h"
#include "pure/ip_text.h"
#include "pure/netplan_text.h"
#include "pure/network_json.h"

/* What `ip --json --details link` of iproute2 6.1 says, without what nobody looks at. */
static const char links[] =
	"[{\"ifindex\":1,\"ifname\":\"lo\",\"flags\":[\"LOOPBACK\"],\"mtu\":65536,"
	"\"link_type\":\"loopback\",\"address\":\"00:00:00:00:00:00\"},"
	"{\"ifindex\":2,\"ifname\":\"eno1\",\"mtu\":9000,\"master\":\"bond0\","
	"\"link_type\":\"ether\",\"address\":\"52:54:00:00:00:01\",\"linkinfo\":{"
	"\"info_slave_kind\":\"bond\",\"info_slave_data\":{\"state\":\"ACTIVE\","
	"\"mii_status\":\"UP\"}}},"
	"{\"ifindex\":3,\"ifname\":\"eno2\",\"mtu\":9000,\"master\":\"bond0\","
	"\"address\":\"52:54:00:00:00:01\",\"permaddr\":\"52:54:00:00:00:02\","
	"\"linkinfo\":{\"info_slave_kind\":\"bond\"}},"
	"{\"ifindex\":4,\"ifname\":\"bond0\",\"flags\":[\"MASTER\"],\"mtu\":9000,"
	"\"address\":\"52:54:00:00:00:01\",\"linkinfo\":{\"info_kind\":\"bond\",\"info_data\":{"
	"\"mode\":\"active-backup\",\"active_slave\":\"eno1\",\"miimon\":100,\"updelay\":0,"
	"\"primary\":\"eno1\",\"use_carrier\":1,\"arp_validate\":null}}},"
	"{\"ifindex\":5,\"ifname\":\"bond0.100\",\"link\":\"bond0\",\"mtu\":1500,"
	"\"address\":\"52:54:00:00:00:01\",\"linkinfo\":{\"info_kind\":\"vlan\",\"info_data\":{"
	"\"protocol\":\"802.1Q\",\"id\":100,\"flags\":[\"REORDER_HDR\"]}}},"
	"{\"ifname\":\"eno3\",\"address\":\"52:54:00:00:00:03\",\"mtu\":1500,"
	"\"master\":\"vmbr0\",\"linkinfo\":{\"info_slave_kind\":\"bridge\"}},"
	"{\"ifname\":\"tap7\",\"address\":\"52:54:00:00:00:07\",\"master\":\"vmbr0\","
	"\"linkinfo\":{\"info_kind\":\"tun\",\"info_slave_kind\":\"bridge\"}},"
	"{\"ifname\":\"vmbr0\",\"address\":\"52:54:00:00:00:03\",\"linkinfo\":{"
	"\"info_kind\":\"bridge\",\"info_data\":{\"stp_state\":0}}},"
	"{\"ifname\":\"s1\",\"link\":\"eno3\",\"address\":\"52:54:00:00:00:03\",\"linkinfo\":{"
	"\"info_kind\":\"vlan\",\"info_data\":{\"protocol\":\"802.1ad\",\"id\":7}}}]";

static const char addresses[] =
	"[{\"ifname\":\"bond0.100\",\"link\":\"bond0\",\"address\":\"52:54:00:00:00:01\","
	"\"addr_info\":[{\"local\":\"192.0.2.10\",\"prefixlen\":24,\"scope\":\"global\"}]},"
	"{\"ifname\":\"vmbr0\",\"address\":\"52:54:00:00:00:03\",\"addr_info\":["
	"{\"local\":\"198.51.100.7\",\"prefixlen\":24,\"scope\":\"global\"}]},"
	"{\"ifname\":\"s1\",\"link\":\"eno3\",\"address\":\"52:54:00:00:00:03\","
	"\"addr_info\":[{\"local\":\"10.7.0.1\",\"prefixlen\":24,\"scope\":\"global\"}]}]";

static const char routes[] =
	"[{\"dst\":\"default\",\"gateway\":\"192.0.2.1\",\"dev\":\"bond0.100\"},"
	"{\"dst\":\"203.0.113.0/24\",\"gateway\":\"198.51.100.1\",\"dev\":\"vmbr0\"}]";

static struct netconf conf;

static const struct netconf_link *find(const char *name)
{
	for (size_t i = 0; i < conf.n_links; i++)
		if (strcmp(conf.links[i].name, name) == 0)
			return &conf.links[i];
	fail_msg("no entry of %s", name);
	return NULL;
}

static const char *name_at(uint8_t position)
{
	return position > 0 ? conf.links[position - 1].name : "";
}

static void load(void)
{
	size_t at;

	netconf_init(&conf);
	assert_int_equal(host_network_links(&conf, links, strlen(links), &at), 0);
	assert_int_equal(at, strlen(links));
	assert_int_equal(host_network_addresses(&conf, addresses, strlen(addresses), &at),
			 0);
	assert_int_equal(host_network_routes(&conf, AF_INET, routes, strlen(routes), &at),
			 0);
}

static void test_a_vlan_on_a_bond_of_two_is_known_again(void **state)
{
	(void)state;
	load();
	const struct netconf_link *vlan = find("bond0.100"), *bond = find("bond0");

	assert_int_equal(vlan->kind, NETCONF_VLAN);
	assert_int_equal(vlan->vlan_id, 100);
	assert_int_equal(vlan->mtu, 1500);
	assert_string_equal(name_at(vlan->lower), "bond0");
	assert_int_equal(bond->kind, NETCONF_BOND);
	assert_int_equal(bond->mtu, 9000);
	assert_string_equal(conf.bonds[bond->bond].primary, "eno1");
	assert_string_equal(name_at(find("eno1")->master), "bond0");
	assert_string_equal(name_at(find("eno2")->master), "bond0");
	assert_int_equal(find("eno2")->mac.bytes[5], 2); /* the permanent one */
}

static void test_addresses_and_routes_go_where_they_were(void **state)
{
	char text[NETPLAN_TEXT_MAX];

	(void)state;
	load();
	netplan_describe_entry(&conf, (size_t)(find("bond0.100") - conf.links), text);
	assert_string_equal(text, "192.0.2.10/24, gateway 192.0.2.1");
	for (size_t i = 0; i < conf.n_addresses; i++)
		assert_int_equal(conf.links[conf.addresses[i].index].master, 0);
	/* a link that is made is no hardware, though it has the MAC of a member */
	struct netlink_link member = { .mac = { 6, { 0x52, 0x54, 0, 0, 0, 1 } },
				       .name = "eno1" };

	assert_false(netconf_is_for(find("bond0"), &member));
	assert_true(netconf_is_for(find("eno1"), &member));
	strcpy(member.name, "bond0");
	strcpy(member.kind, "bond");
	assert_true(netconf_is_for(find("bond0"), &member));
	assert_false(netconf_is_for(find("eno1"), &member));
}

static void test_a_bridge_leaves_its_addresses_to_its_port(void **state)
{
	char text[NETPLAN_TEXT_MAX];

	(void)state;
	load();
	size_t n = (size_t)(find("eno3") - conf.links);

	netplan_describe_entry(&conf, n, text);
	assert_string_equal(text, "198.51.100.7/24");
	assert_true(netconf_is_useful(&conf, n));
	for (size_t i = 0; i < conf.n_links; i++)
		assert_string_not_equal(conf.links[i].name, "vmbr0");
	/* a VLAN of providers is not made again, and its address is on nothing else */
	assert_string_equal(conf.stacked, "s1");
	assert_int_equal(conf.n_addresses, 2);
}

/* What our own host command writes is read by this very code. */
static void test_our_own_writer_is_understood(void **state)
{
	static struct netlink_link seen[] = {
		{ .index = 2,
		  .mtu = 1500,
		  .master = 4,
		  .name = "eno1",
		  .mac = { 6, { 0x52, 0x54, 0, 0, 0, 1 } },
		  .port_kind = "bond" },
		{ .index = 4,
		  .mtu = 1500,
		  .name = "bond0",
		  .kind = "bond",
		  .mac = { 6, { 0x52, 0x54, 0, 0, 0, 1 } } },
		{ .index = 5,
		  .mtu = 1400,
		  .lower = 4,
		  .name = "v\"5",
		  .kind = "vlan",
		  .mac = { 6, { 0x52, 0x54, 0, 0, 0, 1 } },
		  .vlan_id = 5 },
		{ .index = 6,
		  .mtu = 1500,
		  .name = "eno9",
		  .port_kind = "bridge",
		  .mac = { 6, { 0x52, 0x54, 0, 0, 0, 9 } },
		  .master = 7 },
		{ .index = 7,
		  .mtu = 1500,
		  .name = "br0",
		  .kind = "bridge",
		  .mac = { 6, { 0x52, 0x54, 0, 0, 0, 9 } } },
	};
	struct network_json said = { .links = seen, .links_len = 5 };
	char text[8192];
	struct writer to = writer_over(text, sizeof(text));
	size_t at;

	(void)state;
	assert_null(bond_parse_options("mode=802.3ad,miimon=50", 22, &seen[1].bond));
	seen[1].bond.primary_index = 2;
	network_json_links(&said, &to);
	assert_true(writer_ok(&to));
	netconf_init(&conf);
	assert_int_equal(host_network_links(&conf, text, to.len, &at), 0);
	const struct netconf_link *bond = find("bond0"), *vlan = find("v\"5");

	assert_int_equal(conf.bonds[bond->bond].set, seen[1].bond.set);
	assert_memory_equal(conf.bonds[bond->bond].values, seen[1].bond.values,
			    sizeof(seen[1].bond.values));
	assert_string_equal(conf.bonds[bond->bond].primary, "eno1");
	assert_string_equal(name_at(find("eno1")->master), "bond0");
	assert_string_equal(name_at(vlan->lower), "bond0");
	assert_int_equal(vlan->vlan_id, 5);
	assert_string_equal(find("eno9")->bridge, "br0");
}

static void test_every_truncation_is_refused(void **state)
{
	size_t at;

	(void)state;
	for (size_t len = 0; len < strlen(links); len++) {
		netconf_init(&conf);
		assert_int_equal(host_network_links(&conf, links, len, &at), -EBADMSG);
		assert_true(at <= len);
	}
}

static void
test_a_bond_of_which_nothing_else_is_known_gives_no_member_its_address(void **state)
{
	static const char text[] =
		"[{\"ifname\":\"bond0\",\"flags\":[\"UP\",\"MASTER\"],\"address\":"
		"\"52:54:00:00:00:01\",\"addr_info\":[{\"local\":\"192.0.2.1\",\"prefixlen\":24,"
		"\"scope\":\"global\"}]}]";
	size_t at;

	(void)state;
	netconf_init(&conf);
	assert_int_equal(host_network_addresses(&conf, text, strlen(text), &at), 0);
	assert_int_equal(conf.n_links, 0);
	assert_string_equal(conf.stacked, "bond0");
}

static void test_leases_of_the_host_are_known_by_mac(void **state)
{
	static const char text[] =
		"[{\"mac\":\"52:54:00:00:00:01\",\"client-id\":\"ff0102\",\"address\":"
		"\"192.0.2.7\"},{\"mac\":\"52:54:00:00:00:02\",\"address\":\"224.0.0.1\","
		"\"since\":7},{\"address\":\"192.0.2.9\"}]";
	struct netlink_link link = { .mac = { 6, { 0x52, 0x54, 0, 0, 0, 9 } },
				     .permanent_mac = { 6, { 0x52, 0x54, 0, 0, 0, 1 } } };
	struct netconf_link entry = { .mtu = 0 };
	size_t at;

	(void)state;
	netconf_init(&conf);
	assert_int_equal(host_network_leases(&conf, text, strlen(text), &at), 0);
	assert_int_equal(conf.n_leases, 2);
	assert_int_equal(conf.leases[1].address, 0);
	const struct netconf_lease *last = netconf_last_lease(&conf, &entry, &link);

	assert_int_equal(last->address, 0xc0000207);
	assert_int_equal(last->client_id_len, 3);
	assert_int_equal(last->client_id[0], 0xff);
	entry.last.client_id_len = 2; /* the command line's word counts more */
	assert_ptr_equal(netconf_last_lease(&conf, &entry, &link), &entry.last);
	for (size_t len = 0; len < strlen(text); len++) {
		netconf_init(&conf);
		assert_int_equal(host_network_leases(&conf, text, len, &at), -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_vlan_on_a_bond_of_two_is_known_again),
		cmocka_unit_test(test_addresses_and_routes_go_where_they_were),
		cmocka_unit_test(test_a_bridge_leaves_its_addresses_to_its_port),
		cmocka_unit_test(test_our_own_writer_is_understood),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(
			test_a_bond_of_which_nothing_else_is_known_gives_no_member_its_address),
		cmocka_unit_test(test_leases_of_the_host_are_known_by_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
