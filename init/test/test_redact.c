/* SPDX-License-Identifier: MIT */
/* What opens something does not leave the machine; what explains something does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/redact.h"

static const char *redacted(const char *text)
{
	static char shown[4096];
	struct writer to = writer_over(shown, sizeof(shown));
	struct redact r = { .in_key = false };

	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		redact_line(&r, text, (size_t)(end - text), &to);
		writer_text(&to, "\n");
	}
	redact_line(&r, text, strlen(text), &to);
	return shown;
}

static void test_secrets_become_stars(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "nixos.url=https://u:p@h/x?t=1", "nixos.url=https://***@h/x?***" },
		{ "GET http://u:p@h/ now", "GET http://***@h/ now" },
		{ "rd.luks.passphrase=abc quiet", "rd.luks.passphrase=*** quiet" },
		{ "wifi.psk=\"a b\" c", "wifi.psk=*** c" },
		{ "x.passwordHash=$6$s$h", "x.passwordHash=***" },
		{ "root:$y$j9T$a$b:1:", "***" },
		{ "Authorization: Bearer abc", "Authorization:***" },
		{ "nixos.append=\"a my_token=b c\"",
		  "nixos.append=\"a my_token=*** c\"" },
		{ "path?api_key=abc", "path?api_key=***" },
		{ "a:b?token=abc", "***" },
		{ "PASSWORD=a", "PASSWORD=***" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(redacted(cases[i].text), cases[i].shown);
}

static void test_a_private_key_goes_whole(void **state)
{
	(void)state;
	assert_string_equal(redacted("a\n-----BEGIN RSA PRIVATE KEY-----\nMII\n"
				     "-----END RSA PRIVATE KEY-----\nb"),
			    "a\n***\n***\n***\nb");
}

static void test_the_rest_stays_as_it_is(void **state)
{
	static const char *const texts[] = {
		"console=ttyS0,115200 ip=10.0.0.2::10.0.0.1:24::eth0",
		"takeover: 3.214 step=fetch",
		"  inet 10.0.2.15/24  brd 10.0.2.255",
		"http://h/x/SHA256SUMS",
		"password",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(redacted(texts[i]), texts[i]);
	assert_string_equal(redacted("a\033[2Jb"), "a?[2Jb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets_become_stars),
		cmocka_unit_test(test_a_private_key_goes_whole),
		cmocka_unit_test(test_the_rest_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
