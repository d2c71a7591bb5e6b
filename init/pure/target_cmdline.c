/* SPDX-License-Identifier: MIT */
#include "pure/target_cmdline.h"

#include <stdbool.h>
#include <string.h>

#include "base/writer.h"
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

static void add_image_words(struct writer *w, const char *image)
{
	struct cmdline_word word;

	while (cmdline_next(&image, &word))
		if (!cmdline_is(&word, "initrd"))
			add_word(w, word.text, word.len);
}

static void add_hardware_words(struct writer *w, const char *image, const char *ours)
{
	struct cmdline_word word;

	while (cmdline_next(&ours, &word))
		if (cmdline_is_hardware(&word) && !has_exactly(image, &word))
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

	if (kernel_max < max)
		max = kernel_max;
	if (!cmdline_has(image, "init"))
		return failure_set(why, FAILURE_SOURCE_CMDLINE, image,
				   "the image's command line has no init=");
	add_image_words(&w, image);
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
	if (!writer_ok(&w) || w.len > max)
		return failure_set(why, FAILURE_SOURCE_CMDLINE, image,
				   "the target's command line is longer than %zu bytes",
				   max);
	memcpy(ret, scratch, w.len + 1);
	return 0;
}
