/* SPDX-License-Identifier: MIT */
/* Command lines one behind the other: what is baked into the initrd, then the kernel's. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/config.h"

enum {
	MINUTE_MS = 60 * 1000,
};

static const char key[] = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

static void apply(struct config *c, const char *cmdline)
{
	struct failure why;

	assert_int_equal(config_apply(c, cmdline, &why), 0);
}

static struct config *configured(const char *cmdline)
{
	static struct config config;

	config_init(&config);
	apply(&config, cmdline);
	return &config;
}

static void test_later_words_and_later_lines_win(void **state)
{
	struct config *c = configured("nixos.log=debug nixos.on-failure=reboot "
				      "nixos.on-failure=rescue nixos.append=a "
				      "nixos.append=b nixos.rescue=0 nixos.rescue=1 "
				      "nixos.timeout=1m/2m nixos.proxy=http://p");

	(void)state;
	assert_int_equal(c->on_failure, ON_FAILURE_RESCUE);
	assert_string_equal(c->append, "b");
	assert_true(c->rescue_now);
	assert_true(c->shell);
	apply(c, "nixos.rescue=0 nixos.append= nixos.timeout=2m nixos.proxy=");
	assert_false(c->rescue_now);
	assert_false(c->shell);
	assert_string_equal(c->append, "");
	assert_string_equal(c->proxy, "");
	assert_int_equal(c->stall_ms, 2 * MINUTE_MS);
	assert_int_equal(c->total_ms, 2 * MINUTE_MS);
	assert_int_equal(c->on_failure, ON_FAILURE_RESCUE);
}

static void test_a_wrong_word_does_not_hide_those_behind_it(void **state)
{
	struct config *c = configured("");
	struct failure why;

	(void)state;
	assert_int_equal(config_apply(c,
				      "nixos.tpyo=1 nixos.rescue=0 nixos.also=wrong "
				      "nixos.on-failure=reboot",
				      &why),
			 -EIO);
	assert_int_equal(why.code, FAILURE_CONFIG_KEY);
	assert_non_null(strstr(why.object, "nixos.tpyo"));
	assert_false(c->shell);
	assert_int_equal(c->on_failure, ON_FAILURE_REBOOT);
}

static void test_what_is_baked_in_can_be_narrowed_and_not_widened(void **state)
{
	static const char pin[] =
		"nixos.sha256="
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	static const char other[] =
		"nixos.sha256="
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	struct config *c = configured(pin);
	struct failure why;

	(void)state;
	apply(c, "nixos.rescue=0");
	config_seal(c);
	apply(c, pin);
	apply(c, "nixos.rescue=1");
	assert_false(c->shell);
	assert_int_equal(config_apply(c, other, &why), -EIO);
	assert_int_equal(why.code, FAILURE_CONFIG_VALUE);
	assert_int_equal(c->sha256[0], 0xe3);
	/* nothing was baked in: nothing is sealed */
	c = configured("");
	config_seal(c);
	apply(c, other);
	assert_true(c->has_sha256);
}

static void test_baked_keys_keep_the_command_line_from_saying_what_starts(void **state)
{
	static const char *const refused[] = {
		"init=/bin/sh", "quiet root=/dev/sda1", "rdinit=/bin/sh",
		"rd.break",     "boot.shell_on_fail",   "systemd.unit=emergency.target",
		"quiet -- /x",  "\"init=/x\"",
	};
	struct failure why;

	(void)state;
	for (size_t i = 0; i <= ARRAY_LEN(refused); i++) {
		struct config *c = configured("nixos.url=http://a/");
		bool allowed = i == ARRAY_LEN(refused);

		assert_int_equal(trust_add_keys(&c->trust, key, strlen(key)), 0);
		if (allowed)
			apply(c, "nixos.allow=append");
		config_seal(c);
		assert_int_equal(config_check(c, &why), 0);
		(void)strcpy(c->append, "console=ttyS0 panic=5 initcall_debug");
		assert_int_equal(config_check(c, &why), 0);
		(void)strcpy(c->append, refused[allowed ? 0 : i]);
		assert_int_equal(config_check(c, &why), allowed ? 0 : -EIO);
		if (!allowed)
			assert_int_equal(why.code, FAILURE_CONFIG_VALUE);
	}
}

static void test_a_refused_word_is_named_without_its_secret(void **state)
{
	static const struct {
		const char *append, *object;
	} rows[] = {
		{ "quiet rd.luks.token=PLANTED", "rd.luks.token=***" },
		{ "systemd.set_credential=x:PLANTED b", "systemd.set_credential=***" },
		{ "a x.token='PLANTED PLANTED'", "x.token=***" },
		{ "x.token=PLANTED\\", "x.token=***" },
		{ "x.token=PLANTED a=\"http://b c\"", "a=\"http://b" },
	};
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct config *c = configured("nixos.url=http://a/");

		assert_int_equal(trust_add_keys(&c->trust, key, strlen(key)), 0);
		config_seal(c);
		(void)strcpy(c->append, rows[i].append);
		assert_int_equal(config_check(c, &why), -EIO);
		assert_string_equal(why.object, rows[i].object);
		assert_null(strstr(why.why, "PLANTED"));
	}
}

static bool has_planted(const struct config *c)
{
	static const char planted[] = "PLANTED";
	const char *bytes = (const char *)c;

	for (size_t i = 0; i + sizeof(planted) <= sizeof(*c); i++)
		if (memcmp(bytes + i, planted, sizeof(planted) - 1) == 0)
			return true;
	return false;
}

static void
test_what_forgot_its_secrets_has_none_and_still_knows_its_sources(void **state)
{
	struct config *c = configured("nixos.url=http://u:PLANTED@a/ "
				      "nixos.url=http://b/?t=PLANTED "
				      "nixos.url=file:/c/PLANTED");

	(void)state;
	/* the third of them is replaced, and still in its place */
	apply(c, "nixos.url=http://u:PLANTED@d/ nixos.url=http://e/?t=PLANTED "
		 "nixos.append=some.token=PLANTED nixos.proxy=http://u:PLANTED@f/");
	assert_true(has_planted(c));
	config_forget_secrets(c);
	assert_false(has_planted(c));
	assert_int_equal(c->url_count, 2);
	assert_string_equal(c->urls[0], "http://***@d/");
	assert_string_equal(c->urls[1], "http://e/?***");
	assert_true(config_needs_network(c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_later_words_and_later_lines_win),
		cmocka_unit_test(test_a_wrong_word_does_not_hide_those_behind_it),
		cmocka_unit_test(test_what_is_baked_in_can_be_narrowed_and_not_widened),
		cmocka_unit_test(
			test_baked_keys_keep_the_command_line_from_saying_what_starts),
		cmocka_unit_test(test_a_refused_word_is_named_without_its_secret),
		cmocka_unit_test(
			test_what_forgot_its_secrets_has_none_and_still_knows_its_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
