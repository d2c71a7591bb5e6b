/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pure/url.h"
#include "pure/url_resolve.h"

static void assert_part(struct url_part part, const char *want)
{
	assert_int_equal(part.len, strlen(want));
	if (part.len > 0)
		assert_memory_equal(part.at, want, part.len);
}

static void test_good_urls_are_split(void **state)
{
	static const struct {
		const char *text;
		enum url_scheme scheme;
		const char *userinfo, *host, *zone;
		uint16_t port;
		const char *path, *query;
	} rows[] = {
		{ "http://a", URL_HTTP, "", "a", "", 0, "", "" },
		{ "http://a?q", URL_HTTP, "", "a", "", 0, "", "q" },
		{ "https://a.example/b/", URL_HTTPS, "", "a.example", "", 0, "/b/", "" },
		{ "http://10.0.2.2:8000/x?a=b&c=/d?e", URL_HTTP, "", "10.0.2.2", "", 8000,
		  "/x", "a=b&c=/d?e" },
		{ "http://a/?", URL_HTTP, "", "a", "", 0, "/", "" },
		{ "https://u:p%40@h_1/x", URL_HTTPS, "u:p%40", "h_1", "", 0, "/x", "" },
		{ "http://@h/", URL_HTTP, "", "h", "", 0, "/", "" },
		{ "http://h/a@b", URL_HTTP, "", "h", "", 0, "/a@b", "" },
		{ "tftp://10.0.2.2/boot/bzImage", URL_TFTP, "", "10.0.2.2", "", 0,
		  "/boot/bzImage", "" },
		{ "http://[::1]/", URL_HTTP, "", "::1", "", 0, "/", "" },
		{ "http://u@[2001:db8::1]:65535", URL_HTTP, "u", "2001:db8::1", "", 65535,
		  "", "" },
		{ "http://[fe80::1%25eth0]:80/x", URL_HTTP, "", "fe80::1", "eth0", 80,
		  "/x", "" },
		{ "http://[::ffff:10.0.0.1]/", URL_HTTP, "", "::ffff:10.0.0.1", "", 0,
		  "/", "" },
		{ "file:/image", URL_FILE, "", "", "", 0, "/image", "" },
		{ "file:///image/x%20y", URL_FILE, "", "", "", 0, "/image/x%20y", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *why = NULL;
		struct url url;

		assert_int_equal(url_parse(rows[i].text, &url, &why), 0);
		assert_int_equal(url.scheme, rows[i].scheme);
		assert_part(url.userinfo, rows[i].userinfo);
		assert_part(url.host, rows[i].host);
		assert_part(url.zone, rows[i].zone);
		assert_int_equal(url.port, rows[i].port);
		assert_part(url.path, rows[i].path);
		assert_part(url.query, rows[i].query);
	}
}

static void test_bad_urls_are_refused_with_a_reason(void **state)
{
	static const char *const rows[] = {
		"",
		"http:",
		"http://",
		"http:///path",
		"http://?q",
		"http://:80/",
		"http://u@/",
		"HTTP://a/",
		"ftp://a/",
		"gopher://a/",
		"//a/",
		"a/b",
		"javascript:alert(1)",
		"http://a/b c",
		" http://a/",
		"http://a/\n",
		"http://a/\x1b[2J",
		"http://a/\x7f",
		"http://\xc3\xa4/",
		"http://a/b#c",
		"http://a\\b/",
		"http://a/<b>",
		"http://a/{b}",
		"LABEL=:/x",
		"LABEL=x",
		"LABEL=x:x",
		"LABEL=x://x",
		"LABEL=x:/x?q",
		"LABEL=a b:/x",
		"label=x:/x",
		"/dev/:/x",
		"/dev/sda1",
		"/sda1:/x",
		"PARTID=x:/x",
		"http://a/%",
		"http://a/%2",
		"http://a/%2g",
		"http://a:0/",
		"http://a:/",
		"http://a:65536/",
		"http://a:80a/",
		"http://a:-1/",
		"http://a:80:80/",
		"http://u:p/w@h/",
		"http://a@b@c/",
		"http://a%2eb/",
		"http://a!b/",
		"http://[::1/",
		"http://[::1]80/",
		"http://[]/",
		"http://[1]/",
		"http://[g::1]/",
		"http://[fe80::1%eth0]/",
		"http://[fe80::1%25]/",
		"http://[fe80::1%25e/h]/",
		"http://[fe80::1%25e:h]/",
		"http://::1/",
		"file:image",
		"file://host/image",
		"file://",
		"file:////image",
		"file:/image?x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct url url = { .port = 7 };
		const char *why = NULL;

		assert_int_equal(url_parse(rows[i], &url, &why), -EINVAL);
		assert_non_null(why);
		assert_int_equal(url.port, 7);
	}
}

static void test_length_limits_hold(void **state)
{
	char text[URL_MAX + 1];
	struct url url;
	const char *why;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "http://h/", 9);
	text[URL_MAX - 1] = 0;
	assert_int_equal(url_parse(text, &url, &why), 0);
	assert_int_equal(url_join(text, "x", text, sizeof(text)), -ENAMETOOLONG);
	text[URL_MAX - 1] = 'a';
	text[URL_MAX] = 0;
	assert_int_equal(url_parse(text, &url, &why), -EINVAL);

	memset(text, 'a', sizeof(text));
	memcpy(text, "http://", 7);
	text[7 + 255] = 0;
	assert_int_equal(url_parse(text, &url, &why), 0);
	text[7 + 255] = 'a';
	text[7 + 256] = 0;
	assert_int_equal(url_parse(text, &url, &why), -EINVAL);
}

static void survive(const char *text)
{
	char shown[64], joined[96], path[32];
	struct url url;
	const char *why;

	(void)!url_join(text, "bzImage", joined, sizeof(joined));
	url_redact(text, shown, sizeof(shown));
	if (url_parse(text, &url, &why) == 0)
		(void)!url_decode(url.path, path, sizeof(path));
}

static void test_every_bit_flip_is_survived(void **state)
{
	static const char *const texts[] = {
		"https://u:p%40@[fe80::1%25eth0]:443/a/%20?q=%41",
		"PARTLABEL=a%20b:/c%41",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t bit = 0; bit < 8 * strlen(texts[i]); bit++) {
			char *changed = strdup(texts[i]);

			assert_non_null(changed);
			changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
			survive(changed);
			free(changed);
		}
}

static void test_every_truncation_stays_within_the_text(void **state)
{
	static const char text[] = "https://u:p%40@[fe80::1%25eth0]:443/a/%20?q=%41";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *exact = calloc(len + 1, 1);

		assert_non_null(exact);
		memcpy(exact, text, len);
		survive(exact);
		free(exact);
	}
}

static void test_a_name_is_joined_to_a_folder(void **state)
{
	static const struct {
		const char *base, *name, *want;
	} rows[] = {
		{ "http://h", "bzImage", "http://h/bzImage" },
		{ "http://h/", "bzImage", "http://h/bzImage" },
		{ "http://h/tree", "bzImage", "http://h/tree/bzImage" },
		{ "http://h/tree/", "bzImage", "http://h/tree/bzImage" },
		{ "http://h/tree/?token=x/", "bzImage", "http://h/tree/bzImage" },
		{ "http://h?token=x", "bzImage", "http://h/bzImage" },
		{ "https://u:p@[::1]:8/t", "initrd.gz",
		  "https://u:p@[::1]:8/t/initrd.gz" },
		{ "file:/image", "kexec-boot", "file:/image/kexec-boot" },
		{ "tftp://h/a", "a b#?%", "tftp://h/a/a%20b%23%3F%25" },
	};
	static const char *const names[] = { "", ".", "..", "a/b", "/a", "a\n" };
	char got[URL_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(url_join(rows[i].base, rows[i].name, got, sizeof(got)),
				 0);
		assert_string_equal(got, rows[i].want);
		assert_int_equal(
			url_join(rows[i].base, rows[i].name, got, strlen(rows[i].want)),
			-ENAMETOOLONG);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(url_join("http://h/", names[i], got, sizeof(got)),
				 -EINVAL);
	assert_int_equal(url_join("ftp://h/", "a", got, sizeof(got)), -EINVAL);
}

static void test_a_file_on_a_disk_is_split(void **state)
{
	static const struct {
		const char *text, *disk, *path, *joined;
	} rows[] = {
		{ "LABEL=x:/", "LABEL=x", "/", "LABEL=x:/initrd" },
		{ "LABEL=my%20disk:/a/b", "LABEL=my%20disk", "/a/b",
		  "LABEL=my%20disk:/a/b/initrd" },
		{ "UUID=ABCD-1234:/a/", "UUID=ABCD-1234", "/a/",
		  "UUID=ABCD-1234:/a/initrd" },
		{ "PARTLABEL=a:b:/c:/d", "PARTLABEL=a:b", "/c:/d",
		  "PARTLABEL=a:b:/c:/d/initrd" },
		{ "PARTUUID=01-02:/x", "PARTUUID=01-02", "/x",
		  "PARTUUID=01-02:/x/initrd" },
		{ "/dev/mmcblk0p1:/x", "/dev/mmcblk0p1", "/x",
		  "/dev/mmcblk0p1:/x/initrd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *why = NULL;
		char joined[URL_MAX];
		struct url url;

		assert_int_equal(url_parse(rows[i].text, &url, &why), 0);
		assert_int_equal(url.scheme, URL_DISK);
		assert_part(url.disk, rows[i].disk);
		assert_part(url.path, rows[i].path);
		assert_true(url_is_local(rows[i].text));
		assert_int_equal(url_join(rows[i].text, "initrd", joined, sizeof(joined)),
				 0);
		assert_string_equal(joined, rows[i].joined);
	}
	assert_true(url_is_local("file:/x"));
	assert_false(url_is_local("http://LABEL=x/"));
	assert_false(url_is_local(""));
}

static void test_secrets_are_not_shown(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "http://h/a@b", "http://h/a@b" },
		{ "http://user:secret@h:80/a", "http://***@h:80/a" },
		{ "https://h/a?token=secret", "https://h/a?***" },
		{ "https://u@h/a?token=secret@x", "https://***@h/a?***" },
		{ "http://u:sec/ret@h/a", "http://***@h/a" },
		{ "http://u:sec?ret@h/a", "http://***@h/a" },
		{ "http://u:sec@ret@h/a", "http://***@h/a" },
		{ "u:secret@h", "***@h" },
		{ "ftp://u:secret@h\x1b[2J", "ftp://***@h?[2J" },
		{ "", "" },
	};
	char got[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		url_redact(rows[i].text, got, sizeof(got));
		assert_string_equal(got, rows[i].want);
	}
	url_redact("http://u:secret@host/", got, 12);
	assert_string_equal(got, "http://***@");
	url_redact("http://u:secret@host/", got, 1);
	assert_string_equal(got, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_urls_are_split),
		cmocka_unit_test(test_bad_urls_are_refused_with_a_reason),
		cmocka_unit_test(test_length_limits_hold),
		cmocka_unit_test(test_every_bit_flip_is_survived),
		cmocka_unit_test(test_every_truncation_stays_within_the_text),
		cmocka_unit_test(test_a_name_is_joined_to_a_folder),
		cmocka_unit_test(test_a_file_on_a_disk_is_split),
		cmocka_unit_test(test_secrets_are_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
