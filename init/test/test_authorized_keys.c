/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/writer.h"
#include "pure/authorized_keys.h"

#define RSA "ssh-rsa AAAAB3NzaC1yc2E= a@b"

static void assert_filtered(const char *text, size_t len, const char *expected)
{
	char out[1024];
	struct writer to = writer_over(out, sizeof(out));

	authorized_keys_filter(text, len, &to);
	assert_true(writer_ok(&to));
	assert_string_equal(out, expected);
}

static void test_lines_are_kept_stripped_or_dropped(void **state)
{
	static const struct {
		const char *name, *in, *out;
	} rows[] = {
		{ "plain", RSA "\n", RSA "\n" },
		{ "no newline at the end", RSA, RSA "\n" },
		{ "blanks around, CR LF", " \t" RSA " \r\n", RSA "\n" },
		{ "every kind of key",
		  "ssh-ed25519 AAAAC3\necdsa-sha2-nistp256 AAAAE2\n"
		  "sk-ssh-ed25519@openssh.com AAAAGn\nsk-ecdsa-sha2-nistp256@openssh.com "
		  "AAAAIn\n",
		  "ssh-ed25519 AAAAC3\necdsa-sha2-nistp256 AAAAE2\n"
		  "sk-ssh-ed25519@openssh.com AAAAGn\nsk-ecdsa-sha2-nistp256@openssh.com "
		  "AAAAIn\n" },
		{ "cloud-init's refusal is stripped",
		  "no-port-forwarding,no-agent-forwarding,no-X11-forwarding,command=\"echo "
		  "'Please login as the user \\\"debian\\\" rather than the user "
		  "\\\"root\\\".';echo;sleep 10;exit 142\" " RSA "\n",
		  RSA "\n" },
		{ "a forced command stays", "command=\"borg serve\",restrict " RSA "\n",
		  "command=\"borg serve\",restrict " RSA "\n" },
		{ "from= with a key-like text in it", "from=\"ssh-rsa AAAA\" " RSA,
		  "from=\"ssh-rsa AAAA\" " RSA "\n" },
		{ "a comment that asks to log in is no reason to strip options",
		  "restrict ssh-rsa AAAAB please login as me\n",
		  "restrict ssh-rsa AAAAB please login as me\n" },
		{ "comments and empty lines", "# " RSA "\n\n  \n", "" },
		{ "a quote that never ends", "command=\"echo " RSA "\n", "" },
		{ "no key at all", "please login as root\n", "" },
		{ "a type without a blob", "ssh-rsa\nssh-rsa \n", "" },
		{ "SSH protocol 1", "1024 35 1234567 a@b\n", "" },
		{ "a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n",
		  "" },
		{ "an escape sequence in the comment", RSA "\x1b[2J\n" RSA "\n",
		  RSA "\n" },
		{ "a comment in UTF-8", "ssh-rsa AAAAB \xc3\xa4\n",
		  "ssh-rsa AAAAB \xc3\xa4\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_filtered(rows[i].in, strlen(rows[i].in), rows[i].out);
}

static void test_nul_bytes_hide_nothing(void **state)
{
	(void)state;
	assert_filtered("ssh-rsa AAAA\0x\n" RSA "\n", sizeof("ssh-rsa AAAA\0x\n" RSA),
			RSA "\n");
}

static void test_no_truncation_makes_a_restricted_key_an_unrestricted_one(void **state)
{
	static const char line[] = "command=\"/bin/x \\\"please\\\"\" ssh-rsa AAAAB c";
	char out[256];

	(void)state;
	for (size_t len = 0; len < sizeof(line) - 1; len++) {
		struct writer to = writer_over(out, sizeof(out));

		authorized_keys_filter(line, len, &to);
		assert_true(out[0] == 0 || strncmp(out, "command=", 8) == 0);
	}
}

static void test_what_does_not_fit_marks_the_writer(void **state)
{
	char out[16];
	struct writer to = writer_over(out, sizeof(out));

	(void)state;
	authorized_keys_filter(RSA, sizeof(RSA) - 1, &to);
	assert_false(writer_ok(&to));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_are_kept_stripped_or_dropped),
		cmocka_unit_test(test_nul_bytes_hide_nothing),
		cmocka_unit_test(
			test_no_truncation_makes_a_restricted_key_an_unrestricted_one),
		cmocka_unit_test(test_what_does_not_fit_marks_the_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
