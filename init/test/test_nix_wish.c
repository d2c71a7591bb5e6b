/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "pure/config.h"

#define TREE "/nix/store/yp5vdihy9m50dkijgs1mxz68vgi260v1-kexec-tree"
#define PART "/nix/store/1vqpl5l3yr4a8am1mjmjan6kw7gxnhqi-initrd"
#define HEX  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define B32  "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"
#define SRI  "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define ELSE "1111111111111111111111111111111111111111111111111111111111111111"
#define KEY  "test.cache-1:SblkLecE5jUP5nW5imZ3MzhD82atoFXRg92ryNTUPyA="
#define URL  "nixos.url=http://c "

static struct config config;
static struct failure why;

/* The words of the initrd, and then the command line's. */
static enum failure_code read_both(const char *baked, const char *words)
{
	why.code = FAILURE_NONE;
	config_init(&config);
	assert_int_equal(config_apply(&config, baked, &why), 0);
	config_seal(&config);
	if (config_apply(&config, words, &why) == 0)
		(void)!config_check(&config, &why);
	return why.code;
}

static void test_a_path_makes_the_source_a_nix_cache(void **state)
{
	(void)state;
	assert_int_equal(read_both("", URL "nixos.key=" KEY " nixos.path=" TREE),
			 FAILURE_NONE);
	assert_true(config_is_nix(&config));
	assert_true(config_decides(&config));
	assert_string_equal(config.nix.name, TREE + strlen(NIX_STORE));
	assert_int_equal(read_both("", URL "nixos.sha256=" HEX), FAILURE_NONE);
	assert_false(config_is_nix(&config));
}

static void test_what_is_no_store_path_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"/nix/store/",
		"/nix/store/short-tree",
		"/gnu/store/yp5vdihy9m50dkijgs1mxz68vgi260v1-tree",
		TREE "/bzImage",
		TREE "/",
		"yp5vdihy9m50dkijgs1mxz68vgi260v1-tree",
		"/nix/store/../yp5vdihy9m50dkijgs1mxz68vgi260v1-tree",
		TREE ":x",
	};
	char words[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		(void)snprintf(words, sizeof(words),
			       URL "nixos.sha256=" HEX " nixos.path=%s", rows[i]);
		if (read_both("", words) != FAILURE_CONFIG_VALUE)
			fail_msg("path '%s'", rows[i]);
	}
}

static void test_pins_of_paths_are_told_apart(void **state)
{
	uint8_t digest[SHA256_BYTES];

	(void)state;
	assert_int_equal(digest_from_text(HEX, strlen(HEX), digest), 0);
	assert_int_equal(read_both("", URL "nixos.path=" TREE " nixos.sha256=" SRI
					   " nixos.sha256=" PART ":" B32),
			 FAILURE_NONE);
	assert_true(config.has_sha256);
	assert_memory_equal(config.sha256, digest, sizeof(digest));
	const uint8_t *pin = nix_wish_pin_of(&config.nix, PART + strlen(NIX_STORE));
	assert_non_null(pin);
	assert_memory_equal(pin, digest, sizeof(digest));
	assert_null(nix_wish_pin_of(&config.nix, config.nix.name));
	/* in the words of nix-store --query --hash */
	assert_int_equal(read_both("", URL "nixos.path=" TREE " nixos.sha256=" B32),
			 FAILURE_NONE);
	assert_memory_equal(config.sha256, digest, sizeof(digest));
	/* of the path itself, in the long form */
	assert_int_equal(
		read_both("", URL "nixos.path=" TREE " nixos.sha256=" TREE ":" SRI),
		FAILURE_NONE);
	assert_true(config_decides(&config));
	/* of another alone it says nothing about what is wanted */
	assert_int_equal(
		read_both("", URL "nixos.path=" TREE " nixos.sha256=" PART ":" SRI),
		FAILURE_TRUST_NONE);
	assert_int_equal(
		read_both("", URL "nixos.sha256=" HEX " nixos.sha256=" PART ":" SRI),
		FAILURE_CONFIG_VALUE);
	assert_int_equal(read_both("", URL "nixos.path=" TREE " nixos.sha256=" PART),
			 FAILURE_CONFIG_VALUE);
	assert_int_equal(
		read_both("", URL "nixos.path=" TREE " nixos.sha256=" PART ":sha1:x"),
		FAILURE_CONFIG_VALUE);
}

static void test_there_is_room_for_so_many_pins(void **state)
{
	struct nix_wish w = { .pin_count = 0 };
	char pin[256];

	(void)state;
	for (int i = 0; i <= NIX_PINS_MAX; i++) {
		(void)snprintf(pin, sizeof(pin), PART "%d:" HEX, i);
		assert_int_equal(nix_wish_add_pin(&w, pin, strlen(pin)),
				 i < NIX_PINS_MAX ? 0 : -E2BIG);
	}
	/* one that is there is replaced */
	(void)snprintf(pin, sizeof(pin), PART "0:" ELSE);
	assert_int_equal(nix_wish_add_pin(&w, pin, strlen(pin)), 0);
	assert_int_equal(w.pin_count, NIX_PINS_MAX);
	assert_int_equal(w.pins[0].nar_hash[0], 0x11);
}

static void test_what_the_initrd_says_can_be_narrowed_only(void **state)
{
	static const struct {
		const char *baked, *words;
		enum failure_code code;
	} rows[] = {
		/* nothing says which: the command line may */
		{ "nixos.path=" TREE, URL "nixos.path=" PART " nixos.key=" KEY,
		  FAILURE_NONE },
		/* the keys of the initrd, and what it wants of what they sign */
		{ "nixos.key=" KEY " nixos.path=" TREE, URL, FAILURE_NONE },
		{ "nixos.key=" KEY " nixos.path=" TREE, URL "nixos.path=" TREE,
		  FAILURE_NONE },
		{ "nixos.key=" KEY " nixos.path=" TREE, URL "nixos.path=" PART,
		  FAILURE_CONFIG_VALUE },
		{ "nixos.key=" KEY, URL "nixos.path=" PART, FAILURE_NONE },
		{ "nixos.key=" KEY, URL "nixos.path=" TREE " nixos.sha256=" HEX,
		  FAILURE_NONE },
		/* pins: what one of the initrd leaves open stays so */
		{ "nixos.sha256=" HEX,
		  URL "nixos.path=" TREE " nixos.sha256=" PART ":" HEX,
		  FAILURE_CONFIG_VALUE },
		{ "nixos.path=" TREE " nixos.sha256=" HEX " nixos.sha256=" PART ":" HEX,
		  URL "nixos.sha256=" PART ":" B32, FAILURE_NONE },
		{ "nixos.path=" TREE " nixos.sha256=" HEX " nixos.sha256=" PART ":" HEX,
		  URL "nixos.sha256=" PART ":" ELSE, FAILURE_CONFIG_VALUE },
		/* keys of the initrd that are for another kind of source */
		{ "nixos.key=" KEY, URL "nixos.sha256=" HEX, FAILURE_TRUST_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (read_both(rows[i].baked, rows[i].words) != rows[i].code)
			fail_msg("row %zu: %s", i, failure_name(why.code));
}

static void test_no_cache_says_how_old_a_signature_is(void **state)
{
	(void)state;
	assert_int_equal(read_both("", URL "nixos.key=" KEY " nixos.path=" TREE
					   " nixos.not-before=1"),
			 FAILURE_CONFIG_VALUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_path_makes_the_source_a_nix_cache),
		cmocka_unit_test(test_what_is_no_store_path_is_refused),
		cmocka_unit_test(test_pins_of_paths_are_told_apart),
		cmocka_unit_test(test_there_is_room_for_so_many_pins),
		cmocka_unit_test(test_what_the_initrd_says_can_be_narrowed_only),
		cmocka_unit_test(test_no_cache_says_how_old_a_signature_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
