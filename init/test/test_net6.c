/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/attr.h"
#include "pure/net6.h"

static const uint8_t router[16] = { 0xfe, 0x80, [15] = 1 };

/* RFC 8106: two servers for 600 s, "example.org" and "b.example" for 600 s; M and O. */
static const uint8_t advertisement[] = {
	134, 0, 0, 0, 64, 0xc0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0,
	/* prefix information, which is the kernel's */
	3, 4, 64, 0xc0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* RDNSS */
	25, 5, 0, 0, 0, 0, 2, 0x58, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0x53, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53,
	/* DNSSL */
	31, 4, 0, 0, 0, 0, 2, 0x58, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'o', 'r',
	'g', 0, 1, 'b', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0
};

static struct net6_message message;

static int take(const void *bytes, size_t len)
{
	return net6_from_advertisement(bytes, len, router, 255, &message);
}

static void must_pass(void)
{
	struct net6_message again;

	assert_int_equal(net6_decode(&message, sizeof(message), &again), 0);
	assert_memory_equal(&message, &again, sizeof(again));
}

static void test_an_advertisement_is_decoded(void **state)
{
	(void)state;
	assert_int_equal(take(advertisement, sizeof(advertisement)), 0);
	assert_int_equal(message.event, NET6_ROUTER);
	assert_int_equal(message.flags, NET6_MANAGED | NET6_OTHER | NET6_SAYS_DNS);
	assert_int_equal(message.lifetime_s, 1800);
	assert_int_equal(message.dns_s, 600);
	assert_int_equal(message.n_dns, 2);
	assert_int_equal(message.dns[0][15], 0x53);
	assert_memory_equal(message.router, router, sizeof(router));
	assert_string_equal(message.search, "example.org b.example");
	assert_int_equal(message.refused, 0);
	must_pass();
}

static void test_what_did_not_come_from_a_router_on_the_link_is_discarded(void **state)
{
	static const uint8_t far[16] = { 0x20, 1, [15] = 1 };
	uint8_t other[sizeof(advertisement)];

	(void)state;
	assert_int_equal(net6_from_advertisement(advertisement, sizeof(advertisement),
						 router, 254, &message),
			 -EBADMSG);
	assert_int_equal(net6_from_advertisement(advertisement, sizeof(advertisement),
						 far, 255, &message),
			 -EBADMSG);
	memcpy(other, advertisement, sizeof(other));
	other[1] = 1; /* code */
	assert_int_equal(take(other, sizeof(other)), -EBADMSG);
	other[0] = 133, other[1] = 0; /* a solicitation */
	assert_int_equal(take(other, sizeof(other)), -EBADMSG);
	memcpy(other, advertisement, sizeof(other));
	other[17] = 0; /* an option of no length */
	assert_int_equal(take(other, sizeof(other)), -EBADMSG);
}

/* Cut anywhere, it is either discarded or one that ends with a whole option. */
static void test_every_truncation_is_harmless(void **state)
{
	static const size_t ends[] = { 16, 48, 88, sizeof(advertisement) };
	size_t end = 0;

	(void)state;
	for (size_t len = 0; len <= sizeof(advertisement); len++) {
		bool is_whole = len == ends[end];
		uint8_t exact[sizeof(advertisement)];

		memcpy(exact + sizeof(exact) - len, advertisement, len);
		assert_int_equal(take(exact + sizeof(exact) - len, len),
				 is_whole ? 0 : -EBADMSG);
		if (is_whole)
			must_pass();
		end += is_whole;
	}
}

static void test_a_zero_lifetime_withdraws(void **state)
{
	uint8_t other[sizeof(advertisement)];

	(void)state;
	memcpy(other, advertisement, sizeof(other));
	memset(other + 6, 0, 2);      /* the router's */
	memset(other + 48 + 4, 0, 4); /* the servers' */
	memset(other + 88 + 4, 0, 4); /* the domains' */
	assert_int_equal(take(other, sizeof(other)), 0);
	assert_int_equal(message.lifetime_s, 0);
	assert_int_equal(message.n_dns, 0);
	assert_string_equal(message.search, "");
	assert_true(message.flags & NET6_SAYS_DNS);
	must_pass();
}

static void test_names_and_servers_that_cannot_be_are_left_out(void **state)
{
	uint8_t other[sizeof(advertisement)];

	(void)state;
	memcpy(other, advertisement, sizeof(other));
	other[88 + 9] = '$';  /* in a label */
	other[48 + 8] = 0xff; /* a group of machines */
	assert_int_equal(take(other, sizeof(other)), 0);
	assert_int_equal(message.refused, NET6_DNS_WAS_BAD | NET6_SEARCH_WAS_BAD);
	assert_int_equal(message.n_dns, 1);
	assert_string_equal(message.search, "b.example");
	must_pass();
	other[88 + 8] = 64; /* a label longer than any, or a pointer */
	assert_int_equal(take(other, sizeof(other)), 0);
	assert_string_equal(message.search, "");
	must_pass();
}

static void test_a_lease_is_decoded(void **state)
{
	static const char *const variables[] = {
		"interface=eth0",
		"ipv6=2001:0db8:0000:0000:0000:0000:0000:0077",
		"lease=10",
		"dns=2001:db8::53 fe80::1 ff02::1 2001:db8::54 2001:db8::55",
		"search=example.org $(reboot) b.example.",
		NULL
	};

	(void)state;
	assert_int_equal(net6_from_env("bound", variables, &message), 0);
	assert_int_equal(message.event, NET6_BOUND);
	assert_int_equal(message.has_address, 1);
	assert_int_equal(message.address[15], 0x77);
	assert_int_equal(message.lifetime_s, 30); /* udhcpc6's own least */
	assert_int_equal(message.n_dns, 3);
	assert_int_equal(message.refused, NET6_DNS_WAS_BAD | NET6_SEARCH_WAS_BAD);
	assert_string_equal(message.search, "example.org b.example");
	must_pass();
}

static void test_events_have_their_names(void **state)
{
	static const struct {
		const char *name;
		enum net6_event event;
	} rows[] = {
		{ "deconfig", NET6_DECONFIG },
		{ "renew", NET6_BOUND },
		{ "leasefail", NET6_FAIL },
		{ "nak", NET6_NAK },
	};
	static const char *const none[] = { NULL };
	static const char *const bad[] = { "ipv6=::1", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(net6_from_env(rows[i].name, none, &message), 0);
		assert_int_equal(message.event, rows[i].event);
		must_pass();
	}
	assert_int_equal(net6_from_env("bound", bad, &message), 0);
	assert_int_equal(message.event, NET6_REFUSED);
	must_pass();
	assert_int_equal(net6_from_env("bounds", none, &message), -EINVAL);
	assert_int_equal(net6_from_env("", none, &message), -EINVAL);
}

static void test_the_worker_takes_nothing_else(void **state)
{
	struct net6_message good, bad, out = { .event = 77 };

	(void)state;
	assert_int_equal(take(advertisement, sizeof(advertisement)), 0);
	good = message;
	for (size_t len = 0; len < sizeof(good); len++)
		assert_int_equal(net6_decode(&good, len, &out), -EBADMSG);
	for (size_t i = 0; i < sizeof(bad); i++) {
		bad = good;
		((uint8_t *)&bad)[i] ^= 0xff;
		if (net6_decode(&bad, sizeof(bad), &out) == 0)
			assert_memory_equal(&bad, &out, sizeof(bad));
	}
	bad = good;
	bad.event = NET6_EVENT_END;
	assert_int_equal(net6_decode(&bad, sizeof(bad), &out), -EBADMSG);
	bad = good;
	strcpy(bad.search, "a b ");
	assert_int_equal(net6_decode(&bad, sizeof(bad), &out), -EBADMSG);
	strcpy(bad.search, "a;b");
	assert_int_equal(net6_decode(&bad, sizeof(bad), &out), -EBADMSG);
	bad = good;
	bad.n_dns = 1; /* with a second one behind */
	assert_int_equal(net6_decode(&bad, sizeof(bad), &out), -EBADMSG);
	bad = good;
	bad.event = NET6_FAIL;
	assert_int_equal(net6_decode(&bad, sizeof(bad), &out), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_advertisement_is_decoded),
		cmocka_unit_test(
			test_what_did_not_come_from_a_router_on_the_link_is_discarded),
		cmocka_unit_test(test_every_truncation_is_harmless),
		cmocka_unit_test(test_a_zero_lifetime_withdraws),
		cmocka_unit_test(test_names_and_servers_that_cannot_be_are_left_out),
		cmocka_unit_test(test_a_lease_is_decoded),
		cmocka_unit_test(test_events_have_their_names),
		cmocka_unit_test(test_the_worker_takes_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
