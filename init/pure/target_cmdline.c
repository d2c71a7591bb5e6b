/* SPDX-License-Identifier: MIT */
#include "pure/target_cmdline.h"

#include <stdbool.h>
#include <string.h>

#include "base/writer.h"
#include "pure/added_words.h"
#include "pure/cmdline.h"

enum {
	SCRATCH_SIZE =
		8192, /* larger than any limit: a long line is measured, then refused */
};

static void add_word(struct writer *w, const char *text, size_t len)
{
	if (w->len > 0)
		writer_text(w, " ");
	writer_text_n(w, text, len);
}

static bool has_exactly(const char *line, const struct cmdline_word *word)
{
	struct cmdline_word other;

	while (cmdline_next(&line, &other))
		if (other.len == word->len &&
		    memcmp(other.text, word->text, word->len) == 0)
			return true;
	return false;
}

static bool is_open(const struct cmdline_word *word)
{
	bool open = false;

	for (size_t i = 0; i < word->len; i++)
		open ^= word->text[i] == '"';
	return open;
}

static const char *fault_of_image(const char *image)
{
	struct cmdline_word word;
	bool has_init = false;

	while (cmdline_next(&image, &word) && !cmdline_is_end(&word)) {
		if (is_open(&word))
			return "a quote in the image's command line is not closed";
		has_init |= cmdline_is(&word, "init") && word.value_len > 0;
	}
	return has_init ? NULL : "the image's command line has no init=";
}

/* Returns the rest that is not for the kernel: from "--" on, or nothing. */
static const char *add_image_words(struct writer *w, const char *image)
{
	struct cmdline_word word;

	while (cmdline_next(&image, &word)) {
		if (cmdline_is_end(&word))
			return word.text;
		if (!cmdline_is(&word, "initrd"))
			add_word(w, word.text, word.len);
	}
	return "";
}

static void add_hardware_words(struct writer *w, const char *image, const char *ours)
{
	struct cmdline_word word;

	while (cmdline_next(&ours, &word) && !cmdline_is_end(&word))
		if (cmdline_is_hardware(&word) && added_word_is_one(&word) &&
		    !has_exactly(image, &word))
			add_word(w, word.text, word.len);
}

int target_cmdline_build(const char *image, const char *ours, const char *append,
			 size_t kernel_max, char ret[static TARGET_CMDLINE_SIZE],
			 struct failure *why)
{
	static const char ramfs[] = "rootfstype=ramfs",
			  panic_on_fail[] = "boot.panic_on_fail", panic[] = "panic=30";
	char scratch[SCRATCH_SIZE];
	struct writer w = writer_over(scratch, sizeof(scratch));
	size_t max = TARGET_CMDLINE_SIZE - 1;
	const char *fault = fault_of_image(image);

	if (kernel_max < max)
		max = kernel_max;
	if (fault)
		return failure_set(why, FAILURE_SOURCE_CMDLINE, image, "%s", fault);
	const char *rest = add_image_words(&w, image);

	/* else the root file system is a tmpfs of half the memory, and an image that does not
	 * fit is cut without an error */
	if (!cmdline_has(image, "root") && !cmdline_has(image, "rootfstype"))
		add_word(&w, ramfs, sizeof(ramfs) - 1);
	add_hardware_words(&w, image, ours);
	/* a bad image must come back to the host instead of waiting for a key */
	if (!cmdline_has(image, "boot.panic_on_fail"))
		add_word(&w, panic_on_fail, sizeof(panic_on_fail) - 1);
	if (!cmdline_has(image, "panic"))
		add_word(&w, panic, sizeof(panic) - 1);
	if (append[0])
		add_word(&w, append, strlen(append));
	if (rest[0])
		add_word(&w, rest, strlen(rest));
	if (!writer_ok(&w) || w.len > max)
		return failure_set(why, FAILURE_SOURCE_CMDLINE, image,
				   "the target's command line is longer than %zu bytes",
				   max);
	memcpy(ret, scratch, w.len + 1);
	return 0;
}
