/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pure/cmdline.h"

enum {
	WORDS_MAX = 6,
};

struct want {
	const char *name, *value; /* value NULL: the word has none */
};

static bool is_text(const char *at, size_t len, const char *want)
{
	if (!at || !want)
		return !at && !want;
	return len == strlen(want) && memcmp(at, want, len) == 0;
}

static void assert_words(const char *row, const char *text, const struct want *want)
{
	const char *at = text;
	struct cmdline_word word;
	size_t n = 0;

	while (cmdline_next(&at, &word)) {
		if (!want[n].name)
			fail_msg("%s: more than %zu words", row, n);
		if (!is_text(word.name, word.name_len, want[n].name) ||
		    !is_text(word.value, word.value_len, want[n].value))
			fail_msg("%s: word %zu is '%.*s'='%.*s'", row, n,
				 (int)word.name_len, word.name,
				 word.value ? (int)word.value_len : 0,
				 word.value ? word.value : "");
		n++;
	}
	if (want[n].name)
		fail_msg("%s: only %zu words", row, n);
	assert_false(cmdline_next(&at, &word));
}

static void test_a_line_is_split_as_the_kernel_splits_it(void **state)
{
	static const struct {
		const char *name, *text;
		struct want want[WORDS_MAX];
	} rows[] = {
		{ "empty", "", { { 0 } } },
		{ "only space", " \t\n\v\f\r\xa0 ", { { 0 } } },
		{ "value and flag", "a=b c", { { "a", "b" }, { "c", NULL } } },
		{ "quoted value", "a=\"b c\" d", { { "a", "b c" }, { "d", NULL } } },
		{ "quoted word", "\"a=b c\" d", { { "a", "b c" }, { "d", NULL } } },
		{ "quoted flag", "\"a b\" c", { { "a b", NULL }, { "c", NULL } } },
		{ "inner quotes stay", "a=b\"c d\"e", { { "a", "b\"c d\"e" } } },
		{ "quote at the end of a bare value", "a=b\"c\"", { { "a", "b\"c\"" } } },
		{ "quotes in a name", "a\"b c\"=d", { { "a\"b c\"", "d" } } },
		{ "empty value", "a= b", { { "a", "" }, { "b", NULL } } },
		{ "empty quoted value", "a=\"\" b", { { "a", "" }, { "b", NULL } } },
		{ "no name", "=a", { { "=a", NULL } } },
		{ "no name, twice", "=a=b", { { "=a", "b" } } },
		{ "only equals", "=", { { "=", NULL } } },
		{ "first equals counts", "a=b=c", { { "a", "b=c" } } },
		{ "equals within quotes", "\"a b\"=c", { { "a b\"", "c" } } },
		{ "unterminated value", "a=\"b c", { { "a", "b c" } } },
		{ "unterminated word", "\"a=b c", { { "a", "b c" } } },
		{ "unterminated, nothing behind", "a=\"", { { "a", "" } } },
		{ "word and value quoted",
		  "\"a=\"b\"\" c",
		  { { "a", "b\"" }, { "c", NULL } } },
		{ "text behind the closing quote",
		  "\"a=b\"c d",
		  { { "a", "b\"c" }, { "d", NULL } } },
		{ "value with text behind its quote",
		  "a=\"b\"c d",
		  { { "a", "b\"c" }, { "d", NULL } } },
		{ "empty word", "\"\"", { { 0 } } },
		{ "empty word between others",
		  "a \"\" b",
		  { { "a", NULL }, { "b", NULL } } },
		{ "lone quote at the end", "a \"", { { "a", NULL } } },
		{ "lone quote alone", "\"", { { 0 } } },
		{ "three quotes", "\"\"\" a", { { "\"\" a", NULL } } },
		{ "no-break space of Latin-1",
		  "a\xa0"
		  "b",
		  { { "a", NULL }, { "b", NULL } } },
		{ "no-break space of UTF-8 ends a word too",
		  "a=\xc2\xa0"
		  "b",
		  { { "a", "\xc2" }, { "b", NULL } } },
		{ "every kind of space",
		  " a\tb\nc\vd\fe\r",
		  { { "a", NULL },
		    { "b", NULL },
		    { "c", NULL },
		    { "d", NULL },
		    { "e", NULL } } },
		{ "no space but a control character",
		  "a\x01"
		  "b\x1f"
		  "c\x85",
		  { { "a\x01"
		      "b\x1f"
		      "c\x85",
		      NULL } } },
		{ "no escapes", "a=\"b\\\" c", { { "a", "b\\" }, { "c", NULL } } },
		{ "single quotes are letters",
		  "a='b c'",
		  { { "a", "'b" }, { "c'", NULL } } },
		{ "two dashes are a word",
		  "a -- b",
		  { { "a", NULL }, { "--", NULL }, { "b", NULL } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_words(rows[i].name, rows[i].text, rows[i].want);
}

/*
 * The rules once more, written for a reader: quotes are counted from the word's beginning
 * for each of its bytes.
 */
static bool is_inside_quotes(const char *word, size_t at)
{
	bool inside = false;

	for (size_t i = 0; i < at; i++)
		inside ^= word[i] == '"';
	return inside;
}

struct rule_word {
	size_t name, name_len, value, value_len; /* value 0: none */
};

/* Returns the length of the word at text[0], which is no space. */
static size_t split_by_rules(const char *text, struct rule_word *ret)
{
	bool is_quoted = text[0] == '"';
	size_t begin = is_quoted, end = 0;

	while (text[end] && (text[end] != ' ' || is_inside_quotes(text, end)))
		end++;
	bool ends_in_quote = end > begin && text[end - 1] == '"';
	size_t equals = begin + 1;

	while (equals < end && text[equals] != '=')
		equals++;
	if (equals >= end) {
		*ret = (struct rule_word){ begin,
					   end - begin - (is_quoted && ends_in_quote), 0,
					   0 };
		return end;
	}
	size_t value = equals + 1;

	if (text[value] == '"') {
		is_quoted = true;
		value++;
	}
	size_t len = value < end ? end - value : 0;

	*ret = (struct rule_word){ begin, equals - begin, value,
				   len - (len > 0 && is_quoted && ends_in_quote) };
	return end;
}

static void compare_with_rules(const char *text)
{
	const char *at = text;
	struct cmdline_word word;

	for (size_t i = strspn(text, " "); text[i]; i += strspn(text + i, " ")) {
		struct rule_word want;
		size_t start = i;

		i += split_by_rules(text + start, &want);
		if (want.name_len == 0)
			continue;
		if (!cmdline_next(&at, &word) || word.name != text + start + want.name ||
		    word.name_len != want.name_len || !word.value != !want.value ||
		    (word.value && word.value != text + start + want.value) ||
		    word.value_len != want.value_len || word.text != text + start ||
		    word.len != i - start)
			fail_msg("<%s>: the word at %zu", text, start);
	}
	if (cmdline_next(&at, &word))
		fail_msg("<%s>: one word too many", text);
}

/* An alphabet in which each character has a meaning of its own. */
static void test_every_short_text_is_split_by_the_rules(void **state)
{
	static const char alphabet[] = { 'a', ' ', '"', '=' };
	enum {
		LEN_MAX = 8
	};

	(void)state;
	for (size_t len = 1; len <= LEN_MAX; len++)
		for (unsigned int n = 0; n < 1U << (2 * len); n++) {
			char text[LEN_MAX + 1] = { 0 };

			for (size_t i = 0; i < len; i++)
				text[i] = alphabet[n >> (2 * i) & 3];
			compare_with_rules(text);
		}
}

static void test_a_word_is_also_given_as_it_stands(void **state)
{
	static const char text[] = "  a=\"b c\" \"d e\"  \"f=g  h\"i j=\"k";
	static const char *const want[] = { "a=\"b c\"", "\"d e\"", "\"f=g  h\"i",
					    "j=\"k" };
	const char *at = text;
	struct cmdline_word word;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_true(cmdline_next(&at, &word));
		assert_true(is_text(word.text, word.len, want[i]));
	}
	assert_false(cmdline_next(&at, &word));
}

static bool word_is(const char *text, const char *name)
{
	struct cmdline_word word;

	assert_true(cmdline_next(&text, &word));
	return cmdline_is(&word, name);
}

static void test_dash_and_underscore_are_equal_in_names_and_all_else_counts(void **state)
{
	(void)state;
	assert_true(word_is("nixos.on-failure=x", "nixos.on_failure"));
	assert_true(word_is("nixos.on_failure=x", "nixos.on-failure"));
	assert_true(word_is("a-_-=x", "a__-"));
	assert_true(word_is("\"a=b c\"", "a"));
	assert_false(word_is("a=b", "a=b"));
	assert_false(word_is("ab", "a"));
	assert_false(word_is("a", "ab"));
	assert_false(word_is("A", "a"));
	assert_false(word_is("highmem=1", "mem"));
	assert_false(word_is("nixos-url=x", "nixos.url"));
	assert_false(word_is("=a", ""));
}

static void test_a_word_is_never_found_within_another(void **state)
{
	static const struct {
		const char *name, *text, *word;
		bool want;
	} rows[] = {
		{ "first", "root=x a", "root", true },
		{ "last", "a root", "root", true },
		{ "quoted", "a \"root=b c\"", "root", true },
		{ "in another name", "rootfstype=x nfsroot=y", "root", false },
		{ "in a value", "a=root b=\"c root=x d\"", "root", false },
		{ "nothing", "", "root", false },
		{ "behind --", "a -- root=x", "root", false },
		{ "before --", "root=x -- a", "root", true },
		{ "behind a quoted --", "\"--\" root", "root", false },
		{ "-- with a value is a word", "--=x root", "root", true },
		{ "__ is no --", "__ -_ _- root", "root", true },
		{ "--- is no --", "--- root", "root", true },
		{ "- and _", "panic-on-fail", "panic_on_fail", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (cmdline_has(rows[i].text, rows[i].word) != rows[i].want)
			fail_msg("%s", rows[i].name);
}

static void test_words_of_the_machine_are_told_from_words_of_the_system(void **state)
{
	static const struct {
		const char *word;
		bool is_hardware;
	} rows[] = {
		{ "console=ttyS0,115200n8", true },
		{ "earlycon=uart8250,io,0x3f8", true },
		{ "earlycon", true },
		{ "earlyprintk=serial", true },
		{ "net.ifnames=0", true },
		{ "biosdevname=0", true },
		{ "pci=nomsi", true },
		{ "acpi=off", true },
		{ "iommu=soft", true },
		{ "intel-iommu=off", true },
		{ "nomodeset", true },
		{ "noapic", true },
		{ "video=efifb:off", true },
		{ "fbcon=nodefer", true },
		{ "keep_bootcon", true },
		{ "root=/dev/sda1", false },
		{ "init=/bin/sh", false },
		{ "rdinit=/x", false },
		{ "crashkernel=256M", false },
		{ "hugepages=64", false },
		{ "mem=1G", false },
		{ "memmap=1G$1G", false },
		{ "systemd.unit=rescue.target", false },
		{ "rd.break", false },
		{ "quiet", false },
		{ "splash", false },
		{ "ip=dhcp", false },
		{ "initrd=x", false },
		{ "BOOT_IMAGE=/vmlinuz", false },
		{ "panic=0", false },
		{ "nixos.url=http://h/", false },
		{ "consoles=x", false },
		{ "xconsole=x", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *at = rows[i].word;
		struct cmdline_word word;

		assert_true(cmdline_next(&at, &word));
		if (cmdline_is_hardware(&word) != rows[i].is_hardware)
			fail_msg("%s", rows[i].word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_is_split_as_the_kernel_splits_it),
		cmocka_unit_test(test_every_short_text_is_split_by_the_rules),
		cmocka_unit_test(test_a_word_is_also_given_as_it_stands),
		cmocka_unit_test(
			test_dash_and_underscore_are_equal_in_names_and_all_else_counts),
		cmocka_unit_test(test_a_word_is_never_found_within_another),
		cmocka_unit_test(
			test_words_of_the_machine_are_told_from_words_of_the_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
