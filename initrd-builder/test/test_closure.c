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

static void test_a_name_may_be_an_alias_that_a_class_brought_already(void **state)
{
	assert_string_equal(plan(*state, "fs-ext4", "fs=ext4", NULL), "ext4 jbd2");
}

/* Plan with x1 and b blacklisted. */
static size_t plan_without(const struct fixture *f, struct closure_options o,
			   const char *ret_names[static 4])
{
	static struct closure *c;
	static const char *const names[] = { "x1", "b", "nosuch", "libcrc32c" };
	struct reason why;

	closure_free(c);
	c = NULL;
	o.dir = f->tree;
	o.blacklist = (struct closure_words){ names, ARRAY_LEN(names) };
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	for (size_t i = 0; i < 4; i++)
		ret_names[i] = i < closure_count(c) ? closure_name(c, i) : "";
	return closure_count(c);
}

static void test_what_is_blacklisted_comes_by_name_or_need_only(void **state)
{
	static const char *const words[] = { "pci:v00008086d00001009sv", "crypto-x",
					     "b" };
	const char *names[4];
	struct closure_options o = { .modaliases = { &words[0], 1 } };

	assert_int_equal(plan_without(*state, o, names), 0);
	o = (struct closure_options){ .loaded = { &words[2], 1 } };
	assert_int_equal(plan_without(*state, o, names), 0);
	/* x2's weak dependency is b; its other answerer is x1 */
	o = (struct closure_options){ .modaliases = { &words[1], 1 } };
	assert_int_equal(plan_without(*state, o, names), 1);
	assert_string_equal(names[0], "x2");
	o = (struct closure_options){ .names = { &words[2], 1 } };
	assert_int_equal(plan_without(*state, o, names), 1);
	assert_string_equal(names[0], "b");
	MODULE((const struct fixture *)*state, "kernel/c.ko", "depends=b\0");
	o.names.words = &(const char *){ "c" };
	assert_int_equal(plan_without(*state, o, names), 2);
	assert_string_equal(names[0], "b");
	o = (struct closure_options){ 0 };
	assert_int_equal(plan_without(*state, o, names), 0);
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

static void test_aliases_and_firmware_of_what_is_built_in_are_known(void **state)
{
	static const char info[] = "usb_a.alias=usb:v1d6B*\0usb_a.firmware=e/one.bin\0"
				   "no_dot=x\0usb_a.license=GPL\0";
	const struct fixture *f = *state;
	const char *name = "usb:v1d6Bp0002";
	struct closure_options o = { .dir = f->tree,
				     .firmware = f->firmware,
				     .names = one_word(&name) };
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	write_file(f->firmware, "e/one.bin", "1", 1);
	assert_int_equal(closure_plan(&o, &c, &why), -ENOENT);
	write_file(f->tree, "modules.builtin.modinfo", info, sizeof(info));
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(closure_count(c), 0);
	assert_int_equal(closure_firmware_count(c), 0);
	o.builtin_firmware = true;
	assert_int_equal(closure_replan(c, &o, &why), 0);
	assert_int_equal(closure_firmware_count(c), 1);
	assert_string_equal(closure_firmware_path(c, 0), "e/one.bin");
}

static void test_a_plan_made_anew_knows_nothing_of_the_one_before(void **state)
{
	const struct fixture *f = *state;
	const char *name = "b", *other = "ext4";
	struct closure_options o = { .dir = f->tree,
				     .names = one_word(&name),
				     .blacklist = one_word(&other) };
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_string_equal(closure_path(c, 0), "kernel/net/b.ko");
	o.names = one_word(&other);
	o.blacklist = (struct closure_words){ 0 };
	assert_int_equal(closure_replan(c, &o, &why), 0);
	assert_int_equal(closure_count(c), 2);
	assert_string_equal(closure_name(c, 0), "ext4");
	assert_string_equal(closure_name(c, 1), "jbd2");
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
		TEST(test_a_name_may_be_an_alias_that_a_class_brought_already),
		TEST(test_what_is_blacklisted_comes_by_name_or_need_only),
		TEST(test_the_chain_leads_to_the_wish),
		TEST(test_aliases_and_firmware_of_what_is_built_in_are_known),
		TEST(test_a_plan_made_anew_knows_nothing_of_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
