/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/encrypted_ram.h"

#define CPU(flags)                                                             \
	"processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu vme " flags \
	"\nbugs\t\t: sysret_ss_attrs\n"

static void test_encryption_is_seen_where_kernels_show_it(void **state)
{
	static const struct {
		const char *name, *cpuinfo, *cmdline;
		bool want;
	} rows[] = {
		{ "a machine", CPU("sse2"), "quiet", false },
		{ "nothing", "", "", false },
		{ "a host that can start encrypted guests", CPU("sme sev sev_es"), "",
		  false },
		{ "an encrypted guest of AMD's", CPU("hypervisor sme sev"), "", true },
		{ "likewise, in the other order", CPU("sev hypervisor"), "", true },
		{ "a guest", CPU("hypervisor"), "", false },
		{ "an encrypted guest of Intel's", CPU("hypervisor tdx_guest"), "",
		  true },
		{ "parts of names", CPU("hypervisor sev_es xsev"), "", false },
		{ "the flag on another line",
		  "flags\t\t: hypervisor\nvmx flags\t: sev tdx_guest\n", "", false },
		{ "flags without a colon", "flags\t\tsev hypervisor\n", "", false },
		{ "flags cut short", "flags\t\t: hypervisor se", "", false },
		{ "asked for", CPU("sme"), "ro mem_encrypt=on quiet", true },
		{ "asked for and not", CPU("sme"), "mem_encrypt=on mem_encrypt=off",
		  false },
		{ "asked for behind two dashes", CPU("sme"), "-- mem_encrypt=on", false },
		{ "the word alone", CPU("sme"), "mem_encrypt", false },
		{ "a longer value", CPU("sme"), "mem_encrypt=one", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (encrypted_ram_is_likely(rows[i].cpuinfo, rows[i].cmdline) !=
		    rows[i].want)
			fail_msg("%s", rows[i].name);
}

static void test_every_truncation_is_read_as_far_as_it_goes(void **state)
{
	static const char whole[] = CPU("hypervisor tdx_guest");
	size_t flag_end = (size_t)(strstr(whole, "tdx_guest") - whole) + 9;
	char text[sizeof(whole)];

	(void)state;
	for (size_t len = 0; len < sizeof(whole); len++) {
		memcpy(text, whole, len);
		text[len] = 0;
		assert_int_equal(encrypted_ram_is_likely(text, ""), len >= flag_end);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encryption_is_seen_where_kernels_show_it),
		cmocka_unit_test(test_every_truncation_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
