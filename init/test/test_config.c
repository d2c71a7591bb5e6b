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

#include "base/writer.h"
#include "pure/config.h"
#include "pure/load_way.h"

#define HEX_63 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1"
#define HEX    HEX_63 "f"
#define SRI    "sha256-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
};

/* Good until the next call: it is too large to be handed around. */
static struct config *config_of(const char *cmdline)
{
	static struct config c;
	struct failure why = { .code = FAILURE_NONE };

	config_init(&c);
	if (config_apply(&c, cmdline, &why) < 0)
		fail_msg("<%s>: %s: %s", cmdline, why.object, why.why);
	return &c;
}

static void assert_refused(const char *name, const char *cmdline, enum failure_code code)
{
	struct failure why = { .code = FAILURE_NONE };
	struct config c;

	config_init(&c);
	int r = config_apply(&c, cmdline, &why);

	if (r != -EIO || why.code != code || !why.object[0] || !why.why[0])
		fail_msg("%s: %d %s: %s: %s", name, r, failure_name(why.code), why.object,
			 why.why);
}

static void test_the_defaults_are_those_of_the_manual_page(void **state)
{
	struct config *c = config_of("");

	(void)state;
	assert_int_equal(c->stall_ms, 15 * MINUTE_MS);
	assert_int_equal(c->total_ms, 6 * HOUR_MS);
	assert_int_equal(c->rescue_ms, 300 * 1000);
	assert_int_equal(c->on_failure, ON_FAILURE_RESCUE);
	assert_int_equal(c->load_way, -1);
	assert_true(c->shell);
	assert_false(c->rescue_now);
	assert_false(c->returns_to_host);
	assert_false(c->verbose);
	assert_false(c->has_sha256);
	assert_int_equal(c->url_count, 0);
	assert_string_equal(c->append, "");
	assert_string_equal(c->proxy, "");
}

static void test_every_key_is_understood(void **state)
{
	struct config *c = config_of(
		"BOOT_IMAGE=/vmlinuz root=UUID=x ro quiet "
		"nixos.url=http://h/a nixos.sha256=" SRI " nixos.url=https://h/b "
		"nixos.append=\"a=1 b\" nixos.proxy=http://p:3128 "
		"nixos.timeout=20s/1h nixos.rescue-timeout=7 "
		"nixos.on-failure=poweroff nixos.kexec=load nixos.watchdog=60 nixos.rescue=0 "
		"nixos.unreachable=ok nixos.confirm=10 nixos.entered=kexec nixos.log=debug");
	struct failure why;

	(void)state;
	assert_int_equal(c->url_count, 2);
	assert_string_equal(c->urls[0], "http://h/a");
	assert_string_equal(c->urls[1], "https://h/b");
	assert_true(c->has_sha256);
	for (int i = 0; i < SHA256_BYTES; i++)
		assert_int_equal(c->sha256[i], i);
	assert_string_equal(c->append, "a=1 b");
	assert_string_equal(c->proxy, "http://p:3128");
	assert_int_equal(c->stall_ms, 20 * 1000);
	assert_int_equal(c->total_ms, HOUR_MS);
	assert_int_equal(c->rescue_ms, 7000);
	assert_int_equal(c->on_failure, ON_FAILURE_POWEROFF);
	assert_int_equal(c->load_way, LOAD_BUFFER);
	assert_int_equal(c->watchdog_s, 60);
	assert_true(c->may_be_unreachable);
	assert_int_equal(c->confirm_ms, 10 * MINUTE_MS);
	assert_false(c->shell);
	assert_false(c->rescue_now);
	assert_true(c->returns_to_host);
	assert_true(c->verbose);
	assert_int_equal(config_check(c, &why), 0);
	assert_true(config_of("nixos.entered=once")->returns_to_host);
}

static void test_keys_are_read_on_both_sides_of_two_dashes(void **state)
{
	struct config *c = config_of("nixos.url=http://h/a -- nixos.url=http://h/b");

	(void)state;
	assert_int_equal(c->url_count, 2);
}

static void test_names_and_not_parts_of_names_are_keys(void **state)
{
	struct config *c =
		config_of("a=nixos.log=debug xnixos.log=debug "
			  "b=\"c nixos.log=debug\" nixos log=debug nixoslog=x");

	(void)state;
	assert_false(c->verbose);
}

static void test_a_bare_number_counts_minutes_and_in_the_rescue_seconds(void **state)
{
	static const struct {
		const char *value;
		uint64_t stall_ms, total_ms;
	} rows[] = {
		{ "1", MINUTE_MS, 6 * HOUR_MS },
		{ "90s", 90 * 1000, 6 * HOUR_MS },
		{ "20m", 20 * MINUTE_MS, 6 * HOUR_MS },
		{ "2h", 2 * HOUR_MS, 6 * HOUR_MS },
		{ "15m/6h", 15 * MINUTE_MS, 6 * HOUR_MS },
		{ "15/30", 15 * MINUTE_MS, 30 * MINUTE_MS },
		{ "20s/60s", 20 * 1000, 60 * 1000 },
		{ "1/1", MINUTE_MS, MINUTE_MS },
		{ "1/720h", MINUTE_MS, 720ULL * HOUR_MS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char line[64];

		(void)snprintf(line, sizeof(line), "nixos.timeout=%s", rows[i].value);
		struct config *c = config_of(line);

		if (c->stall_ms != rows[i].stall_ms || c->total_ms != rows[i].total_ms)
			fail_msg("%s", line);
	}
	assert_int_equal(config_of("nixos.rescue_timeout=90")->rescue_ms, 90 * 1000);
	assert_int_equal(config_of("nixos.rescue_timeout=2m")->rescue_ms, 2 * MINUTE_MS);
	assert_int_equal(config_of("nixos.rescue_timeout=0")->rescue_ms, 0);
}

static void test_a_value_that_cannot_be_meant_is_refused(void **state)
{
	static const struct {
		const char *name, *cmdline;
	} rows[] = {
		{ "URL without a value", "nixos.url" },
		{ "empty URL", "nixos.url=" },
		{ "URL without scheme", "nixos.url=example.org/x" },
		{ "URL of another scheme", "nixos.url=ftp://h/x" },
		{ "URL with a space", "nixos.url=\"http://h/a b\"" },
		{ "digest without a value", "nixos.sha256" },
		{ "empty digest", "nixos.sha256=" },
		{ "digest one digit short", "nixos.sha256=" HEX_63 },
		{ "digest with a digit more", "nixos.sha256=" HEX "0" },
		{ "digest of another algorithm", "nixos.sha256=sha512-AAAA" },
		{ "proxy without a value", "nixos.proxy" },
		{ "append without a value", "nixos.append" },
		{ "no timeout", "nixos.timeout=" },
		{ "timeout without a value", "nixos.timeout" },
		{ "timeout of a unit alone", "nixos.timeout=m" },
		{ "timeout of 0", "nixos.timeout=0" },
		{ "timeout of days", "nixos.timeout=1d" },
		{ "timeout with two units", "nixos.timeout=1ms" },
		{ "timeout with a sign", "nixos.timeout=-1" },
		{ "timeout with a fraction", "nixos.timeout=1.5h" },
		{ "timeout in all missing", "nixos.timeout=15m/" },
		{ "timeout without progress missing", "nixos.timeout=/6h" },
		{ "three timeouts", "nixos.timeout=1m/2m/3m" },
		{ "timeout in all of 0", "nixos.timeout=1m/0" },
		{ "in all less than without progress", "nixos.timeout=2h/1h" },
		{ "more than a month", "nixos.timeout=1m/721h" },
		{ "a number of 64 bits", "nixos.timeout=1/18446744073709551615" },
		{ "a number of 65 bits", "nixos.timeout=1/18446744073709551616" },
		{ "a product of 65 bits", "nixos.timeout=1/307445734561826h" },
		{ "rescue timeout of letters", "nixos.rescue-timeout=never" },
		{ "rescue timeout of two parts", "nixos.rescue-timeout=1/2" },
		{ "unknown action", "nixos.on-failure=halt" },
		{ "action with a letter more", "nixos.on-failure=reboots" },
		{ "action in capitals", "nixos.on-failure=REBOOT" },
		{ "no action", "nixos.on-failure=" },
		{ "unknown way to load", "nixos.kexec=stream" },
		{ "no way to load", "nixos.kexec=" },
		{ "a watchdog of a day", "nixos.watchdog=86400" },
		{ "unreachable, or not", "nixos.unreachable=yes" },
		{ "a confirmation in no time", "nixos.confirm=soon" },
		{ "rescue without a value", "nixos.rescue" },
		{ "rescue of another number", "nixos.rescue=2" },
		{ "rescue of a word", "nixos.rescue=yes" },
		{ "another way in", "nixos.entered=grub" },
		{ "no way in", "nixos.entered=" },
		{ "log of another level", "nixos.log=info" },
		{ "log without a value", "nixos.log" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_refused(rows[i].name, rows[i].cmdline, FAILURE_CONFIG_VALUE);
	assert_refused("a bad word behind good ones", "nixos.url=http://h nixos.log=x",
		       FAILURE_CONFIG_VALUE);
}

static void test_an_unknown_key_names_the_nearest_known_one(void **state)
{
	static const struct {
		const char *word, *nearest;
	} rows[] = {
		{ "nixos.urls=http://h", "nixos.url=" },
		{ "nixos.ulr=http://h", "nixos.url=" },
		{ "nixos.sha265=" HEX, "nixos.sha256=" },
		{ "nixos.on-failures=reboot", "nixos.on_failure=" },
		{ "nixos.onfailure=reboot", "nixos.on_failure=" },
		{ "nixos.time-out=5", "nixos.timeout=" },
		{ "nixos.rescuetimeout=5", "nixos.rescue_timeout=" },
		{ "nixos.apend=x", "nixos.append=" },
		{ "nixos.prox", "nixos.proxy=" },
		{ "nixos.=x", "nixos." },
		{ "nixos.a-name-that-is-longer-than-that-of-any-key-there-is=x",
		  "nixos." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct failure why;
		struct config c;

		config_init(&c);
		if (config_apply(&c, rows[i].word, &why) != -EIO ||
		    why.code != FAILURE_CONFIG_KEY ||
		    strcmp(why.object, rows[i].word) != 0 ||
		    !strstr(why.why, rows[i].nearest))
			fail_msg("%s: %s", rows[i].word, why.why);
	}
}

static void test_half_of_a_static_network_is_not_obeyed(void **state)
{
	static const char *const unknown[] = { "bridge=br0:eth0", "team=team0" };
	static const char *const wrong[] = {
		"ip=10.0.0.5::10.0.0.1", "bond=bond0", "ip=", "ip", "ip=dhcpx", "ip=dhc",
		"nameserver=1.1.1",
	};
	static const char *const taken[] = {
		"ip=dhcp",
		"ip=on",
		"ip=auto6",
		"\"ip=dhcp\"",
		"ip=\"dhcp\"",
		"ip=10.0.0.5::10.0.0.1:255.255.255.0::eth0:off",
		"nameserver=1.1.1.1",
		"BOOTIF=01-52-54-00-12-34-56",
		"rd.neednet=1",
		"ipv6.disable=1",
		"strip=x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		assert_refused(unknown[i], unknown[i], FAILURE_CONFIG_KEY);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_refused(wrong[i], wrong[i], FAILURE_CONFIG_VALUE);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		(void)config_of(taken[i]);
}

static void test_contradictions_about_the_network_are_refused(void **state)
{
	struct config *c = config_of("nixos.url=http://h/ nixos.sha256=" HEX
				     " ip=eth0:dhcp ip=10.0.0.5:::24::eth0:off");
	struct failure why;

	(void)state;
	assert_int_equal(config_check(c, &why), -EIO);
	assert_int_equal(why.code, FAILURE_CONFIG_VALUE);
}

static void apply(struct config *c, const char *cmdline)
{
	struct failure why;

	assert_int_equal(config_apply(c, cmdline, &why), 0);
}

static void
test_mirrors_add_up_on_a_line_and_replace_those_of_an_earlier_one(void **state)
{
	struct config *c = config_of("nixos.url=http://baked/1 nixos.url=http://baked/2");

	(void)state;
	apply(c, "nixos.sha256=" HEX);
	assert_int_equal(c->url_count, 2);
	apply(c, "nixos.url=http://h/1 nixos.url=http://h/2 nixos.url=http://h/3");
	assert_int_equal(c->url_count, 3);
	assert_string_equal(c->urls[0], "http://h/1");
	assert_string_equal(c->urls[2], "http://h/3");
	assert_true(c->has_sha256);
}

static void test_there_are_as_many_mirrors_as_promised_and_no_more(void **state)
{
	char line[CONFIG_URLS_MAX * 32 + 64];
	struct writer w = writer_over(line, sizeof(line));

	(void)state;
	for (int i = 0; i < CONFIG_URLS_MAX; i++)
		writer_printf(&w, "nixos.url=http://h/%d ", i);
	assert_int_equal(config_of(line)->url_count, CONFIG_URLS_MAX);
	writer_text(&w, "nixos.url=http://h/more");
	assert_true(writer_ok(&w));
	assert_refused("one URL too many", line, FAILURE_CONFIG_VALUE);
}

static void fill(char *line, size_t size, const char *prefix, size_t value_len)
{
	size_t len = strlen(prefix);

	assert_true(len < size && value_len < size - len);
	memset(line, 'x', size);
	memcpy(line, prefix, len);
	line[len + value_len] = 0;
}

static void test_a_value_is_taken_whole_or_refused(void **state)
{
	char line[8192];
	const size_t scheme = strlen("http://");

	(void)state;
	fill(line, sizeof(line), "nixos.append=", CONFIG_APPEND_SIZE - 1);
	assert_int_equal(strlen(config_of(line)->append), CONFIG_APPEND_SIZE - 1);
	fill(line, sizeof(line), "nixos.append=", CONFIG_APPEND_SIZE);
	assert_refused("append", line, FAILURE_CONFIG_VALUE);
	fill(line, sizeof(line), "nixos.proxy=http://h/", CONFIG_URL_SIZE - scheme - 3);
	assert_int_equal(strlen(config_of(line)->proxy), CONFIG_URL_SIZE - 1);
	fill(line, sizeof(line), "nixos.proxy=http://h/", CONFIG_URL_SIZE - scheme - 2);
	assert_refused("proxy", line, FAILURE_CONFIG_VALUE);
	fill(line, sizeof(line), "nixos.url=http://h/", CONFIG_URL_SIZE - scheme - 3);
	assert_int_equal(strlen(config_of(line)->urls[0]), CONFIG_URL_SIZE - 1);
	fill(line, sizeof(line), "nixos.url=http://h/", CONFIG_URL_SIZE - scheme - 2);
	assert_refused("URL", line, FAILURE_CONFIG_VALUE);
	fill(line, sizeof(line), "nixos.log=", 8000);
	assert_refused("a value of 8000 bytes", line, FAILURE_CONFIG_VALUE);
}

static void test_what_a_takeover_needs_is_asked_for(void **state)
{
	struct failure why = { .code = FAILURE_NONE };
	struct config *c = config_of("nixos.sha256=" HEX);

	(void)state;
	assert_int_equal(config_check(c, &why), -EIO);
	assert_int_equal(why.code, FAILURE_CONFIG_URL);
	c = config_of("nixos.url=http://h/");
	assert_int_equal(config_check(c, &why), -EIO);
	assert_int_equal(why.code, FAILURE_TRUST_NONE);
	c = config_of("nixos.url=http://h/ nixos.sha256=" HEX);
	assert_int_equal(config_check(c, &why), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_defaults_are_those_of_the_manual_page),
		cmocka_unit_test(test_every_key_is_understood),
		cmocka_unit_test(test_keys_are_read_on_both_sides_of_two_dashes),
		cmocka_unit_test(test_names_and_not_parts_of_names_are_keys),
		cmocka_unit_test(
			test_a_bare_number_counts_minutes_and_in_the_rescue_seconds),
		cmocka_unit_test(test_a_value_that_cannot_be_meant_is_refused),
		cmocka_unit_test(test_an_unknown_key_names_the_nearest_known_one),
		cmocka_unit_test(test_half_of_a_static_network_is_not_obeyed),
		cmocka_unit_test(test_contradictions_about_the_network_are_refused),
		cmocka_unit_test(
			test_mirrors_add_up_on_a_line_and_replace_those_of_an_earlier_one),
		cmocka_unit_test(test_there_are_as_many_mirrors_as_promised_and_no_more),
		cmocka_unit_test(test_a_value_is_taken_whole_or_refused),
		cmocka_unit_test(test_what_a_takeover_needs_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
