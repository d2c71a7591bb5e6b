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

#include "initrd-builder/archive.h"
#include "initrd-builder/image.h"
#include "initrd-builder/test/kernel_fixture.h"

/* Paths of an image, or the content of one. */
struct wanted {
	const char *path;
	char text[4096];
};

static int gather(void *context, const struct image_entry *e)
{
	struct wanted *w = context;
	size_t len = strlen(w->text);

	if (!w->path)
		(void)snprintf(w->text + len, sizeof(w->text) - len, "%s\n",
			       e->item.path);
	else if (strcmp(e->item.path, w->path) == 0)
		(void)snprintf(w->text, sizeof(w->text), "%.*s",
			       (int)e->item.header.data_len, (const char *)e->item.data);
	return 0;
}

/* Write the closure of @name; return all paths, or the content of @path. */
static const char *written(const struct fixture *f, const char *name, const char *path)
{
	static struct wanted w;
	const struct closure_options o = { .dir = f->tree,
					   .firmware = f->firmware,
					   .names = one_word(&name) };
	cleanup_archive struct archive *a = NULL;
	cleanup_closure struct closure *c = NULL;
	const uint8_t *bytes;
	struct reason why = { "" };
	size_t len;

	w = (struct wanted){ .path = path };
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	if (closure_write(c, a, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	assert_int_equal(image_walk(bytes, len, gather, &w, &why), 0);
	return w.text;
}

#define AT "lib/modules/6.1-test/"

static void test_modules_and_indexes_are_written_in_order(void **state)
{
	assert_string_equal(
		written(*state, "a", NULL),
		"lib\nlib/modules\nlib/modules/6.1-test\n" AT "kernel\n" AT
		"kernel/crypto\n" AT "kernel/crypto/x1.ko\n" AT "kernel/crypto/x2.ko\n" AT
		"kernel/net\n" AT "kernel/net/a.ko\n" AT "kernel/net/b-2.ko.gz\n" AT
		"kernel/net/b.ko\n" AT "modules.dep\n" AT "modules.dep.bin\n" AT
		"modules.alias\n" AT "modules.alias.bin\n" AT "modules.softdep\n" AT
		"modules.weakdep\n" AT "modules.builtin\n" AT "modules.builtin.bin\n" AT
		"modules.builtin.alias.bin\n" AT "modules.symbols.bin\n");
}

static void test_textual_indexes_are_as_depmods(void **state)
{
	const struct fixture *f = *state;

	MODULE(f, "kernel/net/c.ko", "depends=a,jbd2\0");
	assert_string_equal(written(f, "c", AT "modules.dep"),
			    "kernel/net/a.ko: kernel/net/b-2.ko.gz\n"
			    "kernel/net/b.ko:\n"
			    "kernel/net/b-2.ko.gz:\n"
			    "kernel/net/c.ko: kernel/fs/jbd2/jbd2.ko kernel/net/a.ko "
			    "kernel/net/b-2.ko.gz\n"
			    "kernel/fs/jbd2/jbd2.ko:\n"
			    "kernel/crypto/x1.ko:\n"
			    "kernel/crypto/x2.ko:\n");
	assert_string_equal(written(f, "b_2", AT "modules.alias"),
			    "alias pci:v*d0000100[0-9]* b\n"
			    "alias crypto-x x1\nalias crypto-x x2\n");
	assert_string_equal(written(f, "b_2", AT "modules.softdep"),
			    "softdep b_2 pre: crypto-x post: nowhere\n");
	assert_string_equal(written(f, "b_2", AT "modules.weakdep"), "weakdep x2 b\n");
}

static void test_each_entry_has_its_origin(void **state)
{
	const struct fixture *f = *state;
	const char *name = "e1";
	const struct closure_options o = { .dir = f->tree,
					   .firmware = f->firmware,
					   .names = one_word(&name) };
	cleanup_archive struct archive *a = NULL;
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	write_file(f->firmware, "e/one.bin", "1", 1);
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	archive_keep_origins(a);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(closure_write(c, a, &why), 0);
	assert_int_equal(archive_finish(a), 0);
	/* lib, lib/modules, lib/modules/6.1-test; kernel and four folders more; e1.ko;
	 * ten indexes; two folders; one.bin */
	assert_string_equal(archive_origin(a, 0).text, "folder of the modules");
	assert_string_equal(archive_origin(a, 3).text, "module e1 <- name e1");
	assert_string_equal(archive_origin(a, 8).text, "module e1 <- name e1");
	assert_string_equal(archive_origin(a, 9).text, "index of the modules");
	assert_string_equal(archive_origin(a, 21).text, "firmware of e1 <- name e1");
	assert_null(archive_origin(a, 22).text);
}

static void test_aliases_of_blacklisted_modules_are_left_out(void **state)
{
	const struct fixture *f = *state;
	const char *name = "b";
	const struct closure_options o = { .dir = f->tree,
					   .names = one_word(&name),
					   .blacklist = one_word(&name) };
	cleanup_archive struct archive *a = NULL;
	cleanup_closure struct closure *c = NULL;
	struct wanted aliases = { .path = AT "modules.alias", .text = "none" };
	const uint8_t *bytes;
	struct reason why;
	size_t len;

	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(closure_write(c, a, &why), 0);
	assert_int_equal(archive_finish(a), 0);
	bytes = archive_bytes(a, &len);
	assert_int_equal(image_walk(bytes, len, gather, &aliases, &why), 0);
	assert_string_equal(aliases.text, "");
}

static void test_a_loop_of_dependencies_is_an_error(void **state)
{
	const struct fixture *f = *state;
	const char *name = "p";
	const struct closure_options o = { .dir = f->tree, .names = one_word(&name) };
	cleanup_archive struct archive *a = NULL;
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	MODULE(f, "kernel/p.ko", "depends=q\0");
	MODULE(f, "kernel/q.ko", "depends=p\0");
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_int_equal(archive_new_in_memory(0, &a), 0);
	assert_int_equal(archive_begin(a, COMPRESSION_NONE), 0);
	assert_int_equal(closure_write(c, a, &why), -ELOOP);
}

static void test_firmware_is_found_as_the_kernel_finds_it(void **state)
{
	const struct fixture *f = *state;
	const char *paths;

	write_file(f->firmware, "e/one.bin", "1", 1);
	write_file(f->firmware, "updates/e/one.bin", "u", 1);
	write_file(f->firmware, "e/two.bin.xz", "2", 1);
	write_file(f->firmware, "6.1-test/e/two.bin.zst", "z", 1);
	write_file(f->firmware, "e/w1.bin", "w", 1);
	write_file(f->firmware, "e/w2.bin", "w", 1);
	paths = written(f, "e1", NULL);
	assert_non_null(strstr(paths, "lib/firmware/updates/e/one.bin\n"));
	assert_non_null(strstr(paths, "lib/firmware/6.1-test/e/two.bin.zst\n"));
	assert_non_null(strstr(paths, "lib/firmware/e/w1.bin\nlib/firmware/e/w2.bin\n"));
	assert_null(strstr(paths, "two.bin.xz"));
	assert_null(strstr(paths, "passwd"));
	assert_null(strstr(paths, "lib/firmware/e/one.bin"));
}

static void test_missing_firmware_is_noted(void **state)
{
	const struct fixture *f = *state;
	const char *name = "e1";
	const struct closure_options o = { .dir = f->tree,
					   .firmware = f->firmware,
					   .names = one_word(&name) };
	cleanup_closure struct closure *c = NULL;
	struct reason why;

	write_file(f->firmware, "e/one.bin", "1", 1);
	assert_int_equal(closure_plan(&o, &c, &why), 0);
	assert_string_equal(closure_note(c, 0),
			    "module e1: firmware 'e/two.bin' not found");
	assert_non_null(strstr(closure_note(c, 1), "gone.bin"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_modules_and_indexes_are_written_in_order),
		TEST(test_textual_indexes_are_as_depmods),
		TEST(test_each_entry_has_its_origin),
		TEST(test_aliases_of_blacklisted_modules_are_left_out),
		TEST(test_a_loop_of_dependencies_is_an_error),
		TEST(test_firmware_is_found_as_the_kernel_finds_it),
		TEST(test_missing_firmware_is_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
