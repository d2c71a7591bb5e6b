/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "initrd-builder/test/kernel_fixture.h"

/* Plan for one name, class or modalias, and return the names as "a b c". */
static const char *plan(const struct fixture *f, const char *name, const char *class_name,
			const char *modalias)
{
	static char names[REASON_MAX + 16];
	struct closure_options o = {
		.dir = f->tree,
		.classes = one_word(&class_name),
		.names = one_word(&name),
		.modaliases = one_word(&modalias),
	};
	cleanup_closure struct closure *c = NULL;
	struct reason why = { "" };

	names[0] = '\0';
	if (closure_plan(&o, &c, &why) != 0) {
		(void)snprintf(names, sizeof(names), "error: %s", why.text);
		return names;
	}
	for (size_t i = 0; i < closure_count(c); i++) {
		size_t len = strlen(names);

		(void)snprintf(names + len, sizeof(names) - len, "%s%s", i ? " " : "",
			       closure_name(c, i));
	}
	return names;
}

static void test_hard_soft_and_weak_dependencies_come_along(void **state)
{
	assert_string_equal(plan(*state, "a", NULL, NULL), "a b b_2 x1 x2");
}

static void test_names_may_be_spelt_either_way(void **state)
{
	assert_string_equal(plan(*state, "b_2", NULL, NULL), "b b_2 x1 x2");
	assert_string_equal(plan(*state, "b-2", NULL, NULL), "b b_2 x1 x2");
}

static void test_what_is_built_in_needs_no_file(void **state)
{
	assert_string_equal(plan(*state, "aes_generic", NULL, NULL), "");
	assert_string_equal(plan(*state, "libcrc32c", NULL, NULL), "");
}

static void test_a_missing_module_is_an_error(void **state)
{
	assert_non_null(
		strstr(plan(*state, "nosuch", NULL, NULL), "error: there is no module"));
}

static void test_a_missing_dependency_is_an_error(void **state)
{
	assert_non_null(strstr(plan(*state, "broken", NULL, NULL), "broken needs gone"));
}

static void test_modaliases_bring_all_that_match(void **state)
{
	const struct fixture *f = *state;

	assert_string_equal(plan(f, NULL, NULL, "pci:v00001AF4d00001000sv"),
			    "a b b_2 x1 x2");
	assert_string_equal(plan(f, NULL, NULL, "pci:v00008086d00001009sv"), "b");
	assert_string_equal(plan(f, NULL, NULL, "pci:v00008086d0000100Asv"), "");
}

static void test_depmods_list_of_aliases_serves_as_well(void **state)
{
	const struct fixture *f = *state;
	static const char list[] =
		"# Aliases\nalias usb:v1234* b\nalias usb:v1234* gone\n"
		"alias broken\n";

	write_file(f->tree, "modules.alias", list, sizeof(list) - 1);
	assert_string_equal(plan(f, NULL, NULL, "usb:v1234p1"), "b");
}

static void test_classes_bring_folders_and_file_systems(void **state)
{
	const struct fixture *f = *state;

	assert_string_equal(plan(f, NULL, "net", NULL), "e1");
	assert_string_equal(plan(f, NULL, "fs=ext4+vfat", NULL), "ext4 jbd2");
	assert_string_equal(plan(f, NULL, "virtio", NULL), "");
	assert_non_null(
		strstr(plan(f, NULL, "sound", NULL), "error: 'sound' is no class"));
	assert_non_null(strstr(plan(f, NULL, "fs=", NULL), "error: 'fs=' is no class"));
}

static void test_updates_hide_the_kernels_own(void **state)
{
	const struct fixture *f = *state;

	MODULE(f, "updates/dkms/b.ko", "depends=x1\0");
	assert_string_equal(plan(f, "b", NULL, NULL), "b x1");
}

static void test_a_file_that_is_no_module_is_named(void **state)
{
	const struct fixture *f = *state;

	write_file(f->tree, "kernel/net/b.ko", "not ELF", 7);
	assert_non_null(
		strstr(plan(f, "b", NULL, NULL), "b.ko': is not a kernel module"));
	write_file(f->tree, "kernel/net/b-2.ko.gz", "\x1f\x8b garbage", 10);
	assert_non_null(strstr(plan(f, "b-2", NULL, NULL), "gzip data is broken"));
}

static void test_a_tree_without_modules_is_an_error(void **state)
{
	const struct fixture *f = *state;
	struct fixture empty = *f;

	(void)snprintf(empty.tree, sizeof(empty.tree), "%s/none", f->root);
	assert_non_null(strstr(plan(&empty, "b", NULL, NULL), "No such file"));
	assert_int_equal(mkdir(empty.tree, 0755), 0);
	assert_non_null(strstr(plan(&empty, "b", NULL, NULL), "holds no kernel modules"));
}

static void test_loaded_modules_that_are_gone_are_noted(void **state)
{
	const struct fixture *f = *state;
	const char *const words[] = { "vboxguest", "jbd2" };
	const struct closure_options o = { .dir = f->tree, .loaded = { words, 2 } };
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(closure_count(c), 1);
	assert_non_null(strstr(closure_note(c, 0), "vboxguest"));
	assert_null(closure_note(c, 1));
}

static void test_the_chain_leads_to_the_wish(void **state)
{
	const struct fixture *f = *state;
	const char *name = "a";
	const struct closure_options o = { .dir = f->tree, .names = one_word(&name) };
	cleanup_closure struct closure *c = NULL;
	struct reason why;
	char chain[128];

	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(closure_why(c, "x2", chain, sizeof(chain), &why), 0);
	assert_string_equal(chain, "x2 <- b_2 <- a <- name a");
	assert_int_equal(closure_why(c, "ext4", chain, sizeof(chain), &why), -ENOENT);
	assert_int_equal(closure_why(c, "libcrc32c", chain, sizeof(chain), &why),
			 -ENOENT);
	assert_non_null(strstr(why.text, "built into"));
	assert_int_equal(closure_why(c, "nosuch", chain, sizeof(chain), &why), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hard_soft_and_weak_dependencies_come_along),
		TEST(test_names_may_be_spelt_either_way),
		TEST(test_what_is_built_in_needs_no_file),
		TEST(test_a_missing_module_is_an_error),
		TEST(test_a_missing_dependency_is_an_error),
		TEST(test_modaliases_bring_all_that_match),
		TEST(test_depmods_list_of_aliases_serves_as_well),
		TEST(test_classes_bring_folders_and_file_systems),
		TEST(test_updates_hide_the_kernels_own),
		TEST(test_a_file_that_is_no_module_is_named),
		TEST(test_a_tree_without_modules_is_an_error),
		TEST(test_loaded_modules_that_are_gone_are_noted),
		TEST(test_the_chain_leads_to_the_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
