/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "initrd-builder/outcome.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/test/oracle_lines.h"

#define CASES "initrd-builder/test/oracle.txt"

enum {
	ENTRIES_MAX = 4096,
	/* Where images are made by the thousand. */
	FEW_ENTRIES = 64,
	LONGEST_CUT = 640,
};

static void note(void *context, const struct image_entry *entry,
		 enum kernel_finding finding)
{
	struct buffer *seen = context;
	char line[16384];
	int len = snprintf(line, sizeof(line), "! %s: %s\n",
			   entry->item.path ? entry->item.path : "",
			   kernel_finding_text(finding));

	assert_int_equal(buffer_append(seen, line, (size_t)len), 0);
}

/* The first bytes of a file stand behind its line. */
static void see_name(const struct outcome *o, uint32_t name, struct buffer *seen)
{
	const struct kernel_file *file = &o->model.files[o->model.names[name].file];
	char shown[25], quoted[32];
	size_t len = file->data_len < 24 ? file->data_len : 24;

	assert_int_equal(buffer_append(seen, "= ", 2), 0);
	assert_int_equal(outcome_print(o, name, seen), 0);
	if ((file->mode & KERNEL_TYPE) != KERNEL_FILE)
		return;
	text_sanitize(shown, sizeof(shown), (const char *)file->data, len);
	len = (size_t)snprintf(quoted, sizeof(quoted), " '%s'\n", shown);
	seen->len--; /* the newline */
	assert_int_equal(buffer_append(seen, quoted, len), 0);
}

/* Long runs of a letter are written as in what made them. */
static void fold_runs(struct buffer *text)
{
	size_t to = 0;

	for (size_t from = 0; from < text->len;) {
		char letter = (char)text->bytes[from];
		size_t end = from;

		while (end < text->len && (char)text->bytes[end] == letter)
			end++;
		if (end - from >= 64) {
			to += (size_t)sprintf((char *)text->bytes + to, "*%zu%c",
					      end - from, letter);
		} else {
			memmove(text->bytes + to, text->bytes + from, end - from);
			to += end - from;
		}
		from = end;
	}
	text->len = to;
}

static void see_tree(const struct outcome *o, struct buffer *seen)
{
	uint32_t name = 0;

	while ((name = kernel_model_next(&o->model, name)))
		if (!o->model.files[o->model.names[name].file].is_builtin)
			see_name(o, name, seen);
}

/* What comes out of the image, and what is found, as oracle.txt has it. */
static void see(struct oracle *o, unsigned int segment, struct buffer *seen)
{
	struct image image = { .file = o->bytes };
	const struct outcome_options options = {
		.limits = { .bytes = 1 << 24, .entries = ENTRIES_MAX },
		.segment = segment,
		.on_finding = note,
		.context = seen,
	};
	struct outcome outcome = { 0 };
	struct reason why;

	if (outcome_of(&image, &options, &outcome, &why) == 0)
		see_tree(&outcome, seen);
	else
		fail_msg("%s", why.text);
	outcome_free(&outcome);
	o->bytes = (struct buffer){ 0 };
	image_free(&image);
}

/* One case of oracle.txt: its title, the image, and what is expected of it. */
struct oracle_case {
	char title[256];
	struct oracle o;
	struct buffer expected;
};

static bool is_as_expected(struct oracle_case *c)
{
	bool is;

	struct buffer seen = { 0 };

	see(&c->o, OUTCOME_ALL_SEGMENTS, &seen);
	fold_runs(&seen);
	assert_int_equal(buffer_append(&seen, "", 1), 0);
	assert_int_equal(buffer_append(&c->expected, "", 1), 0);
	is = strcmp((char *)seen.bytes, (char *)c->expected.bytes) == 0;
	if (!is)
		print_error("case %s: expected\n%sbut saw\n%s\n", c->title,
			    (char *)c->expected.bytes, (char *)seen.bytes);
	buffer_free(&seen);
	buffer_free(&c->expected);
	return is;
}

static void begin_case(struct oracle_case *c, const char *title)
{
	*c = (struct oracle_case){ .o = { .prefix = "" } };
	(void)snprintf(c->title, sizeof(c->title), "%.200s", title);
	/* Not what this is about: the kernel has begun. */
	if (!strstr(title, "(at the beginning)")) {
		oracle_line(&c->o, "d .");
		oracle_line(&c->o, "T");
	}
}

static void test_the_model_foretells_what_real_kernels_made(void **state)
{
	static char line[8192];
	struct oracle_case c = { .title = "" };
	FILE *f = fopen(CASES, "r");
	size_t cases = 0, wrong = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		size_t len = strcspn(line, "\n");

		if (line[0] == '=' || line[0] == '!') {
			assert_int_equal(buffer_append(&c.expected, line, len + 1), 0);
			continue;
		}
		line[len] = '\0';
		if (line[0] == '[') {
			if (cases++ > 0)
				wrong += !is_as_expected(&c);
			begin_case(&c, line);
		} else if (line[0] != '#' && line[0] != '\0') {
			oracle_line(&c.o, line);
		}
	}
	assert_true(cases > 0);
	wrong += !is_as_expected(&c);
	assert_int_equal(wrong, 0);
	(void)fclose(f);
}

static void ignore(void *context, const struct image_entry *entry,
		   enum kernel_finding finding)
{
	(void)context;
	(void)entry;
	assert_true(finding < KERNEL_FINDINGS);
}

/* Each beginning of the image, in memory that ends where it does. */
static void cut_everywhere(const struct buffer *whole)
{
	const struct outcome_options options = {
		.limits = { .bytes = 1 << 24, .entries = FEW_ENTRIES },
		.on_finding = ignore,
	};

	for (size_t cut = 0; cut < whole->len; cut++) {
		struct image image = { .file = { .bytes = malloc(cut ? cut : 1) } };
		struct outcome outcome = { 0 };
		struct reason why;

		assert_non_null(image.file.bytes);
		memcpy(image.file.bytes, whole->bytes, cut);
		image.file.len = cut;
		assert_int_equal(outcome_of(&image, &options, &outcome, &why), 0);
		outcome_free(&outcome);
		image_free(&image);
	}
}

static void test_every_truncation_of_every_case_has_an_outcome(void **state)
{
	static char line[8192];
	struct oracle o = { .prefix = "" };
	FILE *f = fopen(CASES, "r");

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '[') {
			if (o.bytes.len <= LONGEST_CUT)
				cut_everywhere(&o.bytes);
			o.bytes.len = 0;
		} else if (line[0] != '\0' && !strchr("#=!", line[0])) {
			oracle_line(&o, line);
		}
	}
	buffer_free(&o.bytes);
	(void)fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_model_foretells_what_real_kernels_made),
		cmocka_unit_test(test_every_truncation_of_every_case_has_an_outcome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
