/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "pure/host_kernel.h"

static const char version[] =
	"6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP Debian 6.1.192-1";

enum {
	VERSION_AT = 0x3d20,
	SETUP_SECTS = 39,
};

/* A head as Debian's kernels have it: 40 sectors, the version near their end. */
static void make_head(uint8_t head[static HOST_KERNEL_HEAD_BYTES])
{
	memset(head, 0, HOST_KERNEL_HEAD_BYTES);
	head[0x1f1] = SETUP_SECTS;
	head[0x20e] = (VERSION_AT - 0x200) & 0xff;
	head[0x20f] = (VERSION_AT - 0x200) >> 8;
	memcpy(head + VERSION_AT, version, sizeof(version));
}

static void test_the_release_is_the_first_word_of_the_version(void **state)
{
	uint8_t head[HOST_KERNEL_HEAD_BYTES];
	char release[HOST_KERNEL_RELEASE_MAX];

	(void)state;
	make_head(head);
	assert_int_equal(host_kernel_release(head, sizeof(head), release), 0);
	assert_string_equal(release, "6.1.0-56-cloud-amd64");
}

static void test_every_truncation_is_refused(void **state)
{
	uint8_t head[HOST_KERNEL_HEAD_BYTES];
	char release[HOST_KERNEL_RELEASE_MAX] = "untouched";

	(void)state;
	make_head(head);
	for (size_t len = 0; len <= VERSION_AT + strlen("6.1.0-56-cloud-amd64"); len++)
		assert_int_equal(host_kernel_release(head, len, release), -EBADMSG);
	assert_string_equal(release, "untouched");
}

static void test_a_version_outside_the_setup_sectors_is_refused(void **state)
{
	uint8_t head[HOST_KERNEL_HEAD_BYTES];
	char release[HOST_KERNEL_RELEASE_MAX];

	(void)state;
	make_head(head);
	head[0x1f1] = 29; /* the version begins where the last sector ends */
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
	head[0x1f1] = 0; /* four of them */
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
	make_head(head);
	memset(head + 0x20e, 0xff, 2);
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
	memset(head + 0x20e, 0, 2); /* "there is none" */
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
}

static void test_a_version_that_is_no_text_is_refused(void **state)
{
	uint8_t head[HOST_KERNEL_HEAD_BYTES];
	char release[HOST_KERNEL_RELEASE_MAX];

	(void)state;
	make_head(head);
	head[VERSION_AT + 3] = 0x1b;
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
	head[VERSION_AT] = ' ';
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
	memset(head + VERSION_AT, 'a', HOST_KERNEL_RELEASE_MAX - 1);
	head[VERSION_AT + HOST_KERNEL_RELEASE_MAX - 1] = ' ';
	assert_int_equal(host_kernel_release(head, sizeof(head), release), 0);
	head[VERSION_AT + HOST_KERNEL_RELEASE_MAX - 1] = 'a';
	assert_int_equal(host_kernel_release(head, sizeof(head), release), -EBADMSG);
}

static void test_only_a_whole_line_sets_an_option(void **state)
{
	static const struct {
		const char *config;
		bool has;
	} rows[] = {
		{ "CONFIG_RD_ZSTD=y\n", true },
		{ "CONFIG_RD_ZSTD=y", true },
		{ "\n# text\nCONFIG_A=y\nCONFIG_RD_ZSTD=y\nCONFIG_B=m\n", true },
		{ "# CONFIG_RD_ZSTD is not set\n", false },
		{ "CONFIG_RD_ZSTD=m\n", false },
		{ "CONFIG_RD_ZSTD=yes\n", false },
		{ "XCONFIG_RD_ZSTD=y\n", false },
		{ "CONFIG_RD_ZSTD", false },
		{ "CONFIG_RD_ZSTD=\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(host_kernel_config_has(rows[i].config,
							strlen(rows[i].config),
							"CONFIG_RD_ZSTD"),
				 rows[i].has);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_release_is_the_first_word_of_the_version),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_a_version_outside_the_setup_sectors_is_refused),
		cmocka_unit_test(test_a_version_that_is_no_text_is_refused),
		cmocka_unit_test(test_only_a_whole_line_sets_an_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
