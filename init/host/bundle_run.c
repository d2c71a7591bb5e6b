/* SPDX-License-Identifier: MIT */
/* kexec/run, as nixos-anywhere starts it in the place of nixos-images' script of that name. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "host/boot.h"
#include "host/bundle.h"
#include "host/options.h"
#include "host/say.h"
#include "sys/io.h"

enum {
	TARGET_MAX = 8192,
	WORDS_MAX = 64,
	EXIT_FAILED = 1,
};

#define EXTRA_FLAGS "--kexec-extra-flags"

struct words {
	char *words[WORDS_MAX + 1]; /* as getopt_long() wants them: it sorts them */
	int len;
};

static void add_words(struct words *to, char *text, const char *separators)
{
	char *rest = NULL;

	for (char *word = strtok_r(text, separators, &rest); word && to->len < WORDS_MAX;
	     word = strtok_r(NULL, separators, &rest))
		to->words[to->len++] = word;
}

/* The options that were baked in, which lie beside this program. */
static void add_baked(struct words *to, char text[static TARGET_MAX])
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - sizeof("target"));

	if (len <= 0)
		return;
	path[len] = 0;
	char *slash = strrchr(path, '/');

	if (!slash)
		return;
	memcpy(slash + 1, "target", sizeof("target"));
	if (io_read_file(path, text, TARGET_MAX) > 0)
		add_words(to, text, "\n");
}

/* Flags for kexec-tools, such as -s, would mean nothing to us. */
static void drop_kexec_flags(struct words *w)
{
	int kept = 1;

	for (int i = 1; i < w->len; i++) {
		static const char *const ours[] = {
			"--url=",    "--path=",    "--sha256=",     "--key=",
			"--append=", "--cmdline=", "--no-preflight"
		};
		bool is_ours = false;

		for (size_t k = 0; k < ARRAY_LEN(ours); k++)
			is_ours |= text_starts_with(w->words[i], ours[k]);
		if (is_ours)
			w->words[kept++] = w->words[i];
		else
			say_lacks("run: %s is a flag for kexec-tools: not used",
				  w->words[i]);
	}
	w->len = kept;
	w->words[kept] = NULL;
}

/* What comes later wins: the flags of today over those of the bundle. */
static void add_flags(struct words *to, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], EXTRA_FLAGS) == 0 && i + 1 < argc)
			add_words(to, argv[++i], " \t\n");
		else if (text_starts_with(argv[i], EXTRA_FLAGS "="))
			add_words(to, argv[i] + sizeof(EXTRA_FLAGS), " \t\n");
		else
			say_lacks("run: %s: no such flag; going on without", argv[i]);
	}
}

int bundle_run(int argc, char **argv)
{
	static char baked[TARGET_MAX];
	struct words words = { .words = { argv[0] }, .len = 1 };
	struct options options;

	add_baked(&words, baked);
	add_flags(&words, argc, argv);
	drop_kexec_flags(&words);
	if (options_parse(COMMAND_BOOT, words.len, words.words, &options) != 0) {
		(void)say_error("E-CONFIG-URL",
				"which image? Bake it in: takeover bundle --url URL "
				"--sha256 DIGEST; or give " EXTRA_FLAGS
				" '--url=URL --sha256=DIGEST'");
		return EXIT_FAILED;
	}
	return boot_run(&options) < 0 ? EXIT_FAILED : 0;
}
