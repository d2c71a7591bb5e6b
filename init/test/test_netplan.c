/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "base/attr.h"
#include "pure/netplan.h"

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

static void assert_ip(const struct netlink_ip *ip, uint32_t address)
{
	uint8_t bytes[] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
			    (uint8_t)(address >> 8), (uint8_t)address };

	assert_int_equal(ip->family, AF_INET);
	assert_memory_equal(ip->bytes, bytes, sizeof(bytes));
}

static const struct netplan_link asks = { .asks = NETCONF_ASKS_ANY };

static void test_ethernet_is_raised_and_served_when_it_has_a_carrier(void **state)
{
	(void)state;
	struct netlink_link link = ethernet(0);

	assert_int_equal(netplan_next(&link, &asks), NETPLAN_RAISE);
	link.flags = IFF_UP; /* which is a wish, and no carrier */
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
	link.flags = UP;
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_ASK);
}

static void test_clients_run_as_far_as_they_can_be_of_use(void **state)
{
	enum {
		D4 = 1 << NETPLAN_DHCP4,
		D6 = 1 << NETPLAN_DHCP6,
		RA = 1 << NETPLAN_LISTENER,
	};
	static const struct {
		struct netplan_link is;
		unsigned int clients;
		bool is_stateless;
	} rows[] = {
		{ { .asks = NETCONF_ASKS_ANY }, D4, true },
		{ { .asks = NETCONF_ASKS_ANY, .has_link_local = true }, D4 | RA, true },
		{ { .asks = NETCONF_ASKS_ANY,
		    .has_link_local = true,
		    .router_flags = NET6_OTHER },
		  D4 | RA | D6,
		  true },
		{ { .asks = NETCONF_RA,
		    .has_link_local = true,
		    .router_flags = NET6_OTHER | NET6_MANAGED },
		  RA | D6,
		  false },
		{ { .asks = NETCONF_DHCP6 }, 0, false },
		{ { .asks = NETCONF_DHCP6, .has_link_local = true }, RA | D6, false },
		{ { .asks = NETCONF_DHCP4, .has_link_local = true }, D4, true },
		{ { .asks = NETCONF_LINK6, .has_link_local = true }, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(netplan_clients(&rows[i].is), rows[i].clients);
		assert_int_equal(netplan_is_stateless(&rows[i].is), rows[i].is_stateless);
	}
}

static void test_a_member_joins_its_bond_and_does_nothing_else(void **state)
{
	(void)state;
	struct netlink_link link = ethernet(UP), made = ethernet(0);
	struct netplan_link is = { .is_named = true, .is_member = true };

	assert_int_equal(netplan_next(&link, &is), NETPLAN_NOTHING);
	is.bond = 7;
	assert_int_equal(netplan_next(&link, &is), NETPLAN_ENSLAVE);
	link.master = 7;
	assert_int_equal(netplan_next(&link, &is), NETPLAN_NOTHING);
	strcpy(made.kind, "bond");
	assert_int_equal(netplan_next(&made, &asks), NETPLAN_NOTHING);
	is = (struct netplan_link){ .is_named = true, .is_made = true };
	assert_int_equal(netplan_next(&made, &is), NETPLAN_RAISE);
}

static void test_another_rank_moves_the_routes_alone(void **state)
{
	struct lease lease = { .address = IP(10, 0, 2, 15),
			       .prefix_len = 24,
			       .n_routes = 2,
			       .routes = { { .gateway = IP(10, 0, 2, 2) },
					   { .gateway = IP(10, 0, 2, 3) } } };
	struct netplan plan;

	(void)state;
	netplan_change_rank(&plan, 3, &lease, 1, 4);
	assert_int_equal(plan.n, 2); /* the server's second word is none */
	assert_int_equal(plan.changes[0].type, RTM_NEWROUTE);
	assert_int_equal(plan.changes[0].route.metric, NETPLAN_METRIC + 4);
	assert_int_equal(plan.changes[1].type, RTM_DELROUTE);
	assert_int_equal(plan.changes[1].route.metric, NETPLAN_METRIC + 1);
}

static void test_loopback_is_raised_and_nothing_more(void **state)
{
	(void)state;
	struct netlink_link link = { .type = ARPHRD_LOOPBACK, .flags = IFF_LOOPBACK };

	assert_int_equal(netplan_next(&link, &asks), NETPLAN_RAISE);
	link.flags |= UP;
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
}

static void test_what_leads_nowhere_is_left_alone(void **state)
{
	(void)state;
	static const char *const kinds[] = { "bond", "bridge", "dummy", "ifb", "vlan" };
	struct netlink_link link = ethernet(0);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		strcpy(link.kind, kinds[i]);
		assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
	}
	link = ethernet(0);
	link.master = 7;
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
	link = ethernet(0);
	link.type = ARPHRD_TUNNEL;
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
	link = ethernet(IFF_NOARP);
	assert_int_equal(netplan_next(&link, &asks), NETPLAN_NOTHING);
}

static void test_waiting_doubles_up_to_half_a_minute(void **state)
{
	(void)state;
	static const uint64_t expected_ms[] = {
		1000, 1000, 2000, 4000, 8000, 16000, 30000
	};

	for (unsigned int i = 0; i < ARRAY_LEN(expected_ms); i++)
		assert_int_equal(netplan_backoff_ms(i), expected_ms[i]);
	assert_int_equal(netplan_backoff_ms(UINT32_MAX), 30000);
}

static void test_a_lease_is_an_address_and_then_its_route(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	struct netplan plan;

	netplan_change_lease(&plan, 3, 1, NULL, &lease);
	assert_int_equal(plan.n, 2);
	const struct netlink_address *address = &plan.changes[0].address;

	assert_int_equal(plan.changes[0].type, RTM_NEWADDR);
	assert_int_equal(address->index, 3);
	assert_ip(&address->local, IP(10, 0, 2, 15));
	assert_ip(&address->broadcast, IP(10, 0, 2, 255));
	assert_int_equal(address->prefix_len, 24);
	assert_int_equal(address->valid_s, 600);
	assert_int_equal(address->preferred_s, 600);
	const struct netlink_route *route = &plan.changes[1].route;

	assert_int_equal(plan.changes[1].type, RTM_NEWROUTE);
	assert_int_equal(route->dst_len, 0);
	assert_ip(&route->gateway, IP(10, 0, 2, 2));
	assert_ip(&route->prefsrc, IP(10, 0, 2, 15));
	assert_int_equal(route->flags, 0);
	assert_int_equal(route->index, 3);
	assert_int_equal(route->metric, NETPLAN_METRIC + 1);
}

static void test_the_first_lease_has_the_better_route(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	struct netplan first, second;

	netplan_change_lease(&first, 3, 1, NULL, &lease);
	netplan_change_lease(&second, 4, 2, NULL, &lease);
	assert_true(first.changes[1].route.metric < second.changes[1].route.metric);
}

static void test_a_gateway_outside_the_subnet_is_on_the_link(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	struct netplan plan;

	lease.prefix_len = 32;
	netplan_change_lease(&plan, 3, 1, NULL, &lease);
	assert_int_equal(plan.changes[0].address.broadcast.family, 0);
	assert_int_equal(plan.changes[1].route.flags, RTNH_F_ONLINK);
}

static void test_a_router_that_is_the_client_itself_means_the_link(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	struct netplan plan;

	lease.routes[0].gateway = lease.address;
	netplan_change_lease(&plan, 3, 1, NULL, &lease);
	assert_int_equal(plan.changes[1].route.gateway.family, 0);
	assert_int_equal(plan.changes[1].route.scope, RT_SCOPE_LINK);
}

static void test_routes_come_in_the_order_in_which_they_work(void **state)
{
	(void)state;
	struct lease lease = simple_lease();
	struct netplan plan;

	lease.n_routes = 4;
	lease.routes[0] = (struct lease_route){ .gateway = IP(192, 0, 2, 1) };
	lease.routes[1] = (struct lease_route){ IP(10, 9, 0, 0), IP(192, 0, 2, 1), 16 };
	lease.routes[2] = (struct lease_route){ IP(192, 0, 2, 1), 0, 32 };
	lease.routes[3] = (struct lease_route){ .gateway = IP(192, 0, 2, 9) };
	netplan_change_lease(&plan, 3, 1, NULL, &lease);
	assert_int_equal(plan.n,
			 4); /* the second default route is not the server's first */
	assert_int_equal(plan.changes[1].route.dst_len, 32);
	assert_int_equal(plan.changes[1].route.scope, RT_SCOPE_LINK);
	assert_int_equal(plan.changes[2].route.dst_len, 16);
	assert_int_equal(plan.changes[2].route.scope, RT_SCOPE_UNIVERSE);
	assert_int_equal(plan.changes[3].route.dst_len, 0);
	assert_ip(&plan.changes[3].route.gateway, IP(192, 0, 2, 1));
}

static void test_a_renewal_takes_nothing_away(void **state)
{
	(void)state;
	struct lease old = simple_lease(), new = old;
	struct netplan plan;

	new.seconds = 900;
	netplan_change_lease(&plan, 3, 1, &old, &new);
	assert_int_equal(plan.n, 2);
	assert_int_equal(plan.changes[0].type, RTM_NEWADDR);
	assert_int_equal(plan.changes[0].address.valid_s, 900);
	assert_int_equal(plan.changes[1].type, RTM_NEWROUTE);
}

static void test_a_route_that_is_no_longer_given_is_removed(void **state)
{
	(void)state;
	struct lease old = simple_lease(), new = old;
	struct netplan plan;

	new.routes[0].gateway = IP(10, 0, 2, 1);
	netplan_change_lease(&plan, 3, 1, &old, &new);
	assert_int_equal(plan.n, 3);
	assert_int_equal(plan.changes[0].type, RTM_DELROUTE);
	assert_ip(&plan.changes[0].route.gateway, IP(10, 0, 2, 2));
	assert_int_equal(plan.changes[1].type, RTM_NEWADDR);
	assert_int_equal(plan.changes[2].type, RTM_NEWROUTE);
}

static void test_another_address_replaces_the_old_one(void **state)
{
	(void)state;
	struct lease old = simple_lease(), new = old;
	struct netplan plan;

	new.address = IP(10, 0, 2, 16);
	netplan_change_lease(&plan, 3, 1, &old, &new);
	assert_int_equal(plan.n, 3);
	assert_int_equal(plan.changes[0].type, RTM_DELADDR);
	assert_ip(&plan.changes[0].address.local, IP(10, 0, 2, 15));
	assert_int_equal(plan.changes[1].type, RTM_NEWADDR);
	assert_ip(&plan.changes[2].route.prefsrc, IP(10, 0, 2, 16));
}

static void test_a_lost_lease_takes_its_address_along(void **state)
{
	(void)state;
	struct lease old = simple_lease();
	struct netplan plan;

	netplan_change_lease(&plan, 3, 1, &old, NULL);
	assert_int_equal(plan.n, 1);
	assert_int_equal(plan.changes[0].type, RTM_DELADDR);
}

static void test_the_largest_leases_fit_a_plan(void **state)
{
	(void)state;
	struct lease old = simple_lease(), new;
	struct netplan plan;

	old.n_routes = LEASE_ROUTES_MAX;
	for (uint32_t i = 0; i < LEASE_ROUTES_MAX; i++)
		old.routes[i] =
			(struct lease_route){ IP(10, i, 0, 0), IP(10, 0, 2, 1), 16 };
	new = old;
	for (uint32_t i = 0; i < LEASE_ROUTES_MAX; i++)
		new.routes[i].gateway++;
	netplan_change_lease(&plan, 3, 1, &old, &new);
	assert_int_equal(plan.n, 2 * LEASE_ROUTES_MAX + 1);
	assert_true(plan.n <= NETPLAN_CHANGES_MAX);
}

static void test_the_mtu_is_set_only_if_it_differs(void **state)
{
	(void)state;
	struct netlink_link link = ethernet(UP);
	struct lease lease = { .mtu = 0 };

	assert_int_equal(netplan_mtu(&link, &lease), 0);
	lease.mtu = 1400;
	assert_int_equal(netplan_mtu(&link, &lease), 1400);
	link.mtu = 1400;
	assert_int_equal(netplan_mtu(&link, &lease), 0);
}

static void test_a_lease_is_useful_if_it_leads_somewhere(void **state)
{
	(void)state;
	struct lease lease = simple_lease();

	assert_true(netplan_is_useful(&lease));
	lease.n_routes = 0;
	assert_true(netplan_is_useful(&lease));
	lease.n_dns = 0;
	assert_false(netplan_is_useful(&lease));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_ethernet_is_raised_and_served_when_it_has_a_carrier),
		cmocka_unit_test(test_clients_run_as_far_as_they_can_be_of_use),
		cmocka_unit_test(test_a_member_joins_its_bond_and_does_nothing_else),
		cmocka_unit_test(test_another_rank_moves_the_routes_alone),
		cmocka_unit_test(test_loopback_is_raised_and_nothing_more),
		cmocka_unit_test(test_what_leads_nowhere_is_left_alone),
		cmocka_unit_test(test_waiting_doubles_up_to_half_a_minute),
		cmocka_unit_test(test_a_lease_is_an_address_and_then_its_route),
		cmocka_unit_test(test_the_first_lease_has_the_better_route),
		cmocka_unit_test(test_a_gateway_outside_the_subnet_is_on_the_link),
		cmocka_unit_test(test_a_router_that_is_the_client_itself_means_the_link),
		cmocka_unit_test(test_routes_come_in_the_order_in_which_they_work),
		cmocka_unit_test(test_a_renewal_takes_nothing_away),
		cmocka_unit_test(test_a_route_that_is_no_longer_given_is_removed),
		cmocka_unit_test(test_another_address_replaces_the_old_one),
		cmocka_unit_test(test_a_lost_lease_takes_its_address_along),
		cmocka_unit_test(test_the_largest_leases_fit_a_plan),
		cmocka_unit_test(test_the_mtu_is_set_only_if_it_differs),
		cmocka_unit_test(test_a_lease_is_useful_if_it_leads_somewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
