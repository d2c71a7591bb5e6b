/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "base/attr.h"
#include "pure/lease.h"

#define IP(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static struct lease_message bound(const char *const *environment)
{
	struct lease_message message;

	assert_int_equal(lease_from_env("bound", environment, &message), 0);
	return message;
}

/* A lease with one more variable. */
static struct lease_message bound_with(const char *variable)
{
	const char *const environment[] = { "ip=10.0.2.15", variable, NULL };
	struct lease_message message = bound(environment);

	assert_int_equal(message.event, LEASE_BOUND);
	assert_int_equal(message.lease.address, IP(10, 0, 2, 15));
	return message;
}

static struct lease_message complete_message(void)
{
	static const char *const environment[] = {
		"interface=eth0",
		"ip=10.0.2.15",
		"subnet=255.255.255.0",
		"mask=24",
		"router=10.0.2.2 10.0.2.9",
		"dns=10.0.2.3 10.0.2.4 10.0.2.5 10.0.2.6",
		"domain=example.org.",
		"hostname=node-7",
		"mtu=1400",
		"serverid=10.0.2.1",
		"lease=86400",
		"opt53=05",
		NULL,
	};

	return bound(environment);
}

static void test_a_lease_is_what_the_server_said(void **state)
{
	(void)state;
	struct lease_message message = complete_message();
	const struct lease *lease = &message.lease;

	assert_int_equal(message.event, LEASE_BOUND);
	assert_int_equal(message.refused, 0);
	assert_int_equal(lease->address, IP(10, 0, 2, 15));
	assert_int_equal(lease->prefix_len, 24);
	assert_int_equal(lease->server, IP(10, 0, 2, 1));
	assert_int_equal(lease->seconds, 86400);
	assert_int_equal(lease->mtu, 1400);
	assert_int_equal(lease->n_routes, 1);
	assert_int_equal(lease->routes[0].prefix_len, 0);
	assert_int_equal(lease->routes[0].gateway, IP(10, 0, 2, 2));
	assert_int_equal(lease->n_dns, LEASE_DNS_MAX);
	assert_int_equal(lease->dns[2], IP(10, 0, 2, 5));
	assert_string_equal(lease->domain, "example.org");
	assert_string_equal(lease->hostname, "node-7");
}

static void test_what_the_server_does_not_say_has_a_default(void **state)
{
	(void)state;
	struct lease_message message = bound_with("unknown=1");

	assert_int_equal(message.refused, 0);
	assert_int_equal(message.lease.prefix_len, 32);
	assert_int_equal(message.lease.seconds, LEASE_SECONDS_DEFAULT);
	assert_int_equal(message.lease.mtu, 0);
	assert_int_equal(message.lease.n_routes, 0);
	assert_int_equal(message.lease.n_dns, 0);
	assert_string_equal(message.lease.domain, "");
}

static void test_events_without_lease_carry_none(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum lease_event event;
	} rows[] = { { "deconfig", LEASE_DECONFIG },
		     { "leasefail", LEASE_FAIL },
		     { "nak", LEASE_NAK } };
	static const struct lease none;
	const char *const environment[] = { "ip=10.0.2.15", NULL };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct lease_message message;

		assert_int_equal(lease_from_env(rows[i].name, environment, &message), 0);
		assert_int_equal(message.event, rows[i].event);
		assert_memory_equal(&message.lease, &none, sizeof(none));
	}
}

static void test_an_event_that_udhcpc_has_not_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = { "", "bound ", "BOUND", "reboot", "refused" };
	const char *const environment[] = { NULL };
	struct lease_message message;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(lease_from_env(names[i], environment, &message),
				 -EINVAL);
}

static void test_a_wrong_address_refuses_the_lease(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"ip=",           "ip=10.0.2",     "ip=10.0.2.256",  "ip=0.0.0.0",
		"ip=127.0.0.1",  "ip=224.0.0.1",  "ip=10.0.2.15 ",  "ip=10.0.2.15;x",
		"ip=-1.0.0.1",   "ip=0x0a.0.0.1", "ip=10.0.2.15.1", "ip=255.255.255.255",
		"ipx=10.0.2.15", "xip=10.0.2.15", "ip=10..2.15",    "ip=0010.0.2.15",
		"ip=10.0.2.1\n", "ip=$(reboot)",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const environment[] = { rows[i], NULL };
		struct lease_message message = bound(environment);

		assert_int_equal(message.event, LEASE_REFUSED);
		assert_int_equal(message.lease.address, 0);
	}
}

static void test_a_wrong_field_is_named_and_the_lease_kept(void **state)
{
	(void)state;
	static const struct {
		const char *variable;
		enum lease_field field;
	} rows[] = {
		{ "subnet=255.0.255.0", LEASE_FIELD_MASK },
		{ "subnet=0.0.0.0", LEASE_FIELD_MASK },
		{ "subnet=24", LEASE_FIELD_MASK },
		{ "router=10.0.2.2;reboot", LEASE_FIELD_ROUTER },
		{ "router=", LEASE_FIELD_ROUTER },
		{ "router=0.0.0.0", LEASE_FIELD_ROUTER },
		{ "staticroutes=10.0.0.0/8", LEASE_FIELD_ROUTES },
		{ "staticroutes=10.0.0.0/33 10.0.2.1", LEASE_FIELD_ROUTES },
		{ "staticroutes=10.0.0.0 10.0.2.1", LEASE_FIELD_ROUTES },
		{ "staticroutes=10.0.0.0/8 127.0.0.1", LEASE_FIELD_ROUTES },
		{ "staticroutes=127.0.0.0/8 10.0.2.1", LEASE_FIELD_ROUTES },
		{ "staticroutes=224.0.0.0/4 10.0.2.1", LEASE_FIELD_ROUTES },
		{ "staticroutes=0.0.0.0/0 10.0.2.1 $(reboot) x", LEASE_FIELD_ROUTES },
		{ "dns=10.0.2.3 127.0.0.1", LEASE_FIELD_DNS },
		{ "dns=ns.example.org", LEASE_FIELD_DNS },
		{ "domain=example.org;reboot", LEASE_FIELD_DOMAIN },
		{ "domain=example.org\nnameserver 192.0.2.66", LEASE_FIELD_DOMAIN },
		{ "domain=a..b", LEASE_FIELD_DOMAIN },
		{ "domain=.", LEASE_FIELD_DOMAIN },
		{ "hostname=$(reboot)", LEASE_FIELD_HOSTNAME },
		{ "hostname=`reboot`", LEASE_FIELD_HOSTNAME },
		{ "hostname=-x", LEASE_FIELD_HOSTNAME },
		{ "hostname=x-", LEASE_FIELD_HOSTNAME },
		{ "hostname=", LEASE_FIELD_HOSTNAME },
		{ "hostname=a b", LEASE_FIELD_HOSTNAME },
		{ "hostname=\xc3\xa4", LEASE_FIELD_HOSTNAME },
		{ "mtu=65536", LEASE_FIELD_MTU },
		{ "mtu=1400 1400", LEASE_FIELD_MTU },
		{ "mtu=-1", LEASE_FIELD_MTU },
		{ "serverid=0.0.0.0", LEASE_FIELD_SERVER },
		{ "lease=4294967296", LEASE_FIELD_SECONDS },
		{ "lease=", LEASE_FIELD_SECONDS },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct lease_message message = bound_with(rows[i].variable);

		assert_int_equal(message.refused, 1U << rows[i].field);
		assert_int_equal(message.lease.n_routes, 0);
		assert_int_equal(message.lease.prefix_len, 32);
		assert_string_equal(message.lease.domain, "");
		assert_string_equal(message.lease.hostname, "");
		assert_true(lease_field_name(rows[i].field)[0]);
	}
}

static void test_good_dns_servers_survive_a_wrong_one(void **state)
{
	(void)state;
	struct lease_message message = bound_with("dns=0.0.0.0 10.0.2.3 x 10.0.2.4");

	assert_int_equal(message.refused, 1U << LEASE_FIELD_DNS);
	assert_int_equal(message.lease.n_dns, 2);
	assert_int_equal(message.lease.dns[1], IP(10, 0, 2, 4));
}

static void test_option_3_is_ignored_if_121_is_there(void **state)
{
	(void)state;
	static const char *const environment[] = {
		"router=10.0.2.2", "ip=10.0.2.15",
		"staticroutes=192.0.2.77/24 10.0.2.7 10.0.2.1/32 0.0.0.0 0.0.0.0/0 10.0.2.1",
		NULL
	};
	struct lease_message message = bound(environment);
	const struct lease *lease = &message.lease;

	assert_int_equal(message.refused, 0);
	assert_int_equal(lease->n_routes, 3);
	assert_int_equal(lease->routes[0].dst, IP(192, 0, 2, 0)); /* RFC 3442 */
	assert_int_equal(lease->routes[0].prefix_len, 24);
	assert_int_equal(lease->routes[1].gateway, 0);
	assert_int_equal(lease->routes[2].prefix_len, 0);
	assert_int_equal(lease->routes[2].gateway, IP(10, 0, 2, 1));
}

static void test_option_3_counts_if_121_is_malformed(void **state)
{
	(void)state;
	static const char *const environment[] = { "ip=10.0.2.15",
						   "staticroutes=0.0.0.0/0",
						   "router=10.0.2.2", NULL };
	struct lease_message message = bound(environment);

	assert_int_equal(message.refused, 1U << LEASE_FIELD_ROUTES);
	assert_int_equal(message.lease.n_routes, 1);
	assert_int_equal(message.lease.routes[0].gateway, IP(10, 0, 2, 2));
}

static void test_too_many_routes_never_cost_the_default_route(void **state)
{
	(void)state;
	char routes[1024] = "staticroutes=";

	for (int i = 0; i < LEASE_ROUTES_MAX + 4; i++)
		strcat(routes, "192.0.2.0/24 10.0.2.7 ");
	strcat(routes, "0.0.0.0/0 10.0.2.1 198.51.100.0/24 10.0.2.8");
	struct lease_message message = bound_with(routes);
	const struct lease *lease = &message.lease;

	assert_int_equal(message.refused, 1U << LEASE_FIELD_ROUTES);
	assert_int_equal(lease->n_routes, LEASE_ROUTES_MAX);
	assert_int_equal(lease->routes[LEASE_ROUTES_MAX - 1].prefix_len, 0);
	assert_int_equal(lease->routes[LEASE_ROUTES_MAX - 1].gateway, IP(10, 0, 2, 1));
}

static void test_numbers_out_of_range_are_moved_into_it(void **state)
{
	(void)state;
	assert_int_equal(bound_with("mtu=68").lease.mtu, LEASE_MTU_MIN);
	assert_int_equal(bound_with("mtu=0").lease.mtu, LEASE_MTU_MIN);
	assert_int_equal(bound_with("mtu=65535").lease.mtu, LEASE_MTU_MAX);
	assert_int_equal(bound_with("mtu=9216").lease.mtu, 9216);
	assert_int_equal(bound_with("lease=0").lease.seconds, LEASE_SECONDS_MIN);
	assert_int_equal(bound_with("lease=4294967295").lease.seconds, LEASE_FOREVER);
}

static void test_a_name_keeps_to_the_lengths_of_dns(void **state)
{
	(void)state;
	char name[300];

	memset(name, 'a', sizeof(name));
	name[63] = 0;
	assert_true(lease_is_name(name, strlen(name)));
	name[63] = 'a', name[64] = 0;
	assert_false(lease_is_name(name, strlen(name)));
	for (size_t i = 63; i < sizeof(name); i += 64)
		name[i] = '.';
	name[64] = 'a', name[253] = 0;
	assert_true(lease_is_name(name, strlen(name)));
	name[253] = 'a', name[254] = 0;
	assert_false(lease_is_name(name, strlen(name)));
	assert_false(lease_is_name("", 0));
	assert_false(lease_is_name("a_b", 3));
}

static void test_a_message_comes_back_as_it_went(void **state)
{
	(void)state;
	struct lease_message message = complete_message(), again;
	uint8_t bytes[LEASE_MESSAGE_SIZE], same[LEASE_MESSAGE_SIZE];

	lease_encode(&message, bytes);
	assert_int_equal(lease_decode(bytes, sizeof(bytes), &again), 0);
	lease_encode(&again, same);
	assert_memory_equal(bytes, same, sizeof(bytes));
	assert_int_equal(again.event, LEASE_BOUND);
	assert_int_equal(again.lease.dns[1], IP(10, 0, 2, 4));
	assert_string_equal(again.lease.hostname, "node-7");
}

static void test_every_truncation_is_refused(void **state)
{
	(void)state;
	struct lease_message message = complete_message(), again;
	uint8_t bytes[LEASE_MESSAGE_SIZE + 1] = { 0 };

	lease_encode(&message, bytes);
	for (size_t len = 0; len <= sizeof(bytes); len++)
		assert_int_equal(lease_decode(bytes, len, &again),
				 len == LEASE_MESSAGE_SIZE ? 0 : -EBADMSG);
}

/* What a client that was taken over might write. */
static void test_a_message_is_not_believed(void **state)
{
	(void)state;
	struct lease_message good = complete_message(), again;
	uint8_t bytes[LEASE_MESSAGE_SIZE];

#define REFUSED(change)                                                                 \
	do {                                                                            \
		struct lease_message m = good;                                          \
		change;                                                                 \
		lease_encode(&m, bytes);                                                \
		assert_int_equal(lease_decode(bytes, sizeof(bytes), &again), -EBADMSG); \
	} while (0)
	REFUSED(m.event = (enum lease_event)0);
	REFUSED(m.event = LEASE_EVENT_END);
	REFUSED(m.event = LEASE_DECONFIG); /* with a lease */
	REFUSED(m.refused = 1U << LEASE_FIELDS);
	REFUSED(m.lease.address = IP(127, 0, 0, 1));
	REFUSED(m.lease.prefix_len = 0);
	REFUSED(m.lease.prefix_len = 33);
	REFUSED(m.lease.seconds = 1);
	REFUSED(m.lease.mtu = 575);
	REFUSED(m.lease.mtu = 9217);
	REFUSED(m.lease.server = IP(224, 0, 0, 1));
	REFUSED(m.lease.n_routes = LEASE_ROUTES_MAX + 1);
	REFUSED(m.lease.n_routes = 0); /* with one left behind */
	REFUSED(m.lease.routes[0].prefix_len = 33);
	REFUSED(m.lease.routes[0].dst = 1);
	REFUSED(m.lease.routes[0].gateway = IP(0, 0, 0, 1));
	REFUSED(m.lease.n_dns = LEASE_DNS_MAX + 1);
	REFUSED(m.lease.dns[0] = 0);
	REFUSED(strcpy(m.lease.domain, "a\nb"));
	REFUSED(strcpy(m.lease.hostname, "$(reboot)"));
	REFUSED(memset(m.lease.hostname, 'a', sizeof(m.lease.hostname)));
	REFUSED(m.lease.hostname[100] = 'x'); /* behind its end */
#undef REFUSED
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_lease_is_what_the_server_said),
		cmocka_unit_test(test_what_the_server_does_not_say_has_a_default),
		cmocka_unit_test(test_events_without_lease_carry_none),
		cmocka_unit_test(test_an_event_that_udhcpc_has_not_is_refused),
		cmocka_unit_test(test_a_wrong_address_refuses_the_lease),
		cmocka_unit_test(test_a_wrong_field_is_named_and_the_lease_kept),
		cmocka_unit_test(test_good_dns_servers_survive_a_wrong_one),
		cmocka_unit_test(test_option_3_is_ignored_if_121_is_there),
		cmocka_unit_test(test_option_3_counts_if_121_is_malformed),
		cmocka_unit_test(test_too_many_routes_never_cost_the_default_route),
		cmocka_unit_test(test_numbers_out_of_range_are_moved_into_it),
		cmocka_unit_test(test_a_name_keeps_to_the_lengths_of_dns),
		cmocka_unit_test(test_a_message_comes_back_as_it_went),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_a_message_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
