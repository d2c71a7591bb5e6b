/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/archive.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/file.h"
#include "initrd-builder/reason.h"
#include "sys/device_tree.h"

enum {
	WORD_FILE_MAX = 16 * 1024 * 1024,
	CHAIN_MAX = 8192, /* a hundred names */
};

/* Words of options and of files, whose texts are never freed. */
struct words {
	const char **words;
	size_t len;
};

struct modules_options {
	const char *output, *epoch, *manifest, *dir, *firmware, *package;
	bool builtin_firmware, prints_closures;
	struct words classes, names, loaded, modaliases, blacklist, whys;
	struct compression compression;
};

static int add_word(struct words *w, const char *word)
{
	/* Doubled when the length is a power of two. */
	if ((w->len & (w->len - 1)) == 0) {
		const char **words =
			realloc(w->words, (w->len ? w->len * 2 : 1) * sizeof(*words));

		if (!words)
			return -ENOMEM;
		w->words = words;
	}
	w->words[w->len++] = word;
	return 0;
}

static int add_words(struct words *w, char *text, const char *separators)
{
	char *save = NULL;
	int r = 0;

	for (const char *word = strtok_r(text, separators, &save); word && r == 0;
	     word = strtok_r(NULL, separators, &save))
		r = add_word(w, word);
	return r;
}

/* The first word of each line. */
static int add_file_words(struct words *w, const char *path)
{
	struct buffer text = { 0 };
	struct reason why;
	char *save = NULL;
	int r;

	if (file_read_all(path, WORD_FILE_MAX, &text, &why) != 0)
		return (cmd_complain(why.text), -EIO);
	r = buffer_append(&text, "", 1);
	for (char *line = r ? NULL : strtok_r((char *)text.bytes, "\n", &save);
	     line && r == 0; line = strtok_r(NULL, "\n", &save)) {
		line[strcspn(line, " \t")] = '\0';
		if (line[0])
			r = add_word(w, line);
	}
	return r;
}

struct machine {
	struct words *modaliases;
	int r;
};

static void add_modalias(void *context, const char *modalias)
{
	struct machine *m = context;
	char *copy = m->r == 0 ? strdup(modalias) : NULL;

	if (m->r == 0)
		m->r = copy ? add_word(m->modaliases, copy) : -ENOMEM;
	if (m->r != 0)
		free(copy);
}

static int add_this_machine(struct words *w)
{
	struct machine m = { .modaliases = w };
	int r = device_tree_walk(add_modalias, &m);

	if (r == 0)
		r = m.r;
	if (r == 0)
		return 0;
	(void)fprintf(stderr, "mkinitrd: this machine's devices: %s\n", strerror(-r));
	return r;
}

/* The names in lines "blacklist NAME", as modprobe.d(5) has them. */
static int add_blacklist_file(struct words *w, const char *path)
{
	struct buffer text = { 0 };
	struct reason why;
	char *save_line = NULL, *save = NULL;
	int r;

	if (file_read_all(path, WORD_FILE_MAX, &text, &why) != 0)
		return (cmd_complain(why.text), -EIO);
	r = buffer_append(&text, "", 1);
	for (char *line = r ? NULL : strtok_r((char *)text.bytes, "\n", &save_line);
	     line && r == 0; line = strtok_r(NULL, "\n", &save_line)) {
		const char *command = strtok_r(line, " \t\r", &save);
		const char *name = command ? strtok_r(NULL, " \t\r", &save) : NULL;

		if (name && strcmp(command, "blacklist") == 0)
			r = add_word(w, name);
	}
	return r;
}

static int take_modules_option(struct modules_options *o, int option, char *value)
{
	struct reason why;

	switch (option) {
	case 'o':
		o->output = value;
		return 0;
	case 'e':
		o->epoch = value;
		return 0;
	case 'm':
		o->manifest = value;
		return 0;
	case 'k':
		o->dir = value;
		return 0;
	case 'f':
		o->firmware = value;
		return 0;
	case 'P':
		o->package = value;
		return 0;
	case 'C':
		return add_words(&o->classes, value, ",");
	case 'n':
		return add_word(&o->names, value);
	case 'w':
		return add_word(&o->whys, value);
	case 'l':
		return add_file_words(&o->loaded, value);
	case 'a':
		return add_file_words(&o->modaliases, value);
	case 't':
		return add_this_machine(&o->modaliases);
	case 'F':
		o->builtin_firmware = true;
		return 0;
	case 'p':
		o->prints_closures = true;
		return 0;
	case 'b':
		return add_word(&o->blacklist, value);
	case 'B':
		return add_blacklist_file(&o->blacklist, value);
	case 'c':
		if (compression_parse(value, &o->compression, &why) == 0)
			return 0;
		(void)cmd_complain(why.text);
		return -EINVAL;
	default:
		return -EINVAL;
	}
}

static int parse_modules_options(int argc, char **argv, struct modules_options *o)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "manifest", required_argument, NULL, 'm' },
		{ "kernel-modules", required_argument, NULL, 'k' },
		{ "class", required_argument, NULL, 'C' },
		{ "name", required_argument, NULL, 'n' },
		{ "loaded-file", required_argument, NULL, 'l' },
		{ "alias-file", required_argument, NULL, 'a' },
		{ "this-machine", no_argument, NULL, 't' },
		{ "builtin-firmware", no_argument, NULL, 'F' },
		{ "print-closures", no_argument, NULL, 'p' },
		{ "blacklist", required_argument, NULL, 'b' },
		{ "blacklist-file", required_argument, NULL, 'B' },
		{ "firmware", required_argument, NULL, 'f' },
		{ "package", required_argument, NULL, 'P' },
		{ "why", required_argument, NULL, 'w' },
		{ "compress", required_argument, NULL, 'c' },
		{ "epoch", required_argument, NULL, 'e' },
		{ 0 },
	};
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "o:c:", known, NULL)) != -1)
		r = take_modules_option(o, option, optarg);
	return r == 0 && optind < argc ? -EINVAL : r;
}

static int print_whys(const struct closure *closure, const struct words *names)
{
	char chain[CHAIN_MAX];
	struct reason why;

	for (size_t i = 0; i < names->len; i++) {
		if (closure_why(closure, names->words[i], chain, sizeof(chain), &why) !=
		    0)
			return cmd_complain(why.text);
		(void)puts(chain);
	}
	return 0;
}

/* For each name by itself, what comes along, one path a line. */
static int print_closures(struct closure *closure, const struct closure_options *options)
{
	struct closure_options alone = *options;
	struct reason why;

	alone.names.len = 1;
	for (size_t i = 0; i < options->names.len; i++) {
		alone.names.words = &options->names.words[i];
		if (closure_replan(closure, &alone, &why) != 0)
			return cmd_complain(why.text);
		for (size_t m = 0; m < closure_count(closure); m++)
			(void)printf("%s %s\n", *alone.names.words,
				     closure_path(closure, m));
		for (size_t f = 0; f < closure_firmware_count(closure); f++)
			(void)printf("%s firmware/%s\n", *alone.names.words,
				     closure_firmware_path(closure, f));
	}
	return 0;
}

struct modules_job {
	struct closure *closure;
	struct compression compression;
};

static int fill_from_closure(const void *data, struct archive *a)
{
	const struct modules_job *job = data;
	struct reason why;

	if (archive_begin(a, job->compression) != 0)
		return cmd_complain(archive_why(a));
	if (closure_write(job->closure, a, &why) != 0)
		return cmd_complain(why.text);
	return archive_finish(a) ? cmd_complain(archive_why(a)) : 0;
}

int cmd_modules(int argc, char **argv)
{
	static struct modules_options o;
	cleanup_closure struct closure *closure = NULL;
	struct cmd_output to;
	const char *text;
	struct reason why;

	if (parse_modules_options(argc, argv, &o) != 0 || !o.dir ||
	    (!o.output && o.whys.len == 0 && !o.prints_closures) ||
	    cmd_epoch(o.epoch, &to.epoch) != 0)
		return cmd_usage(stderr);
	const struct closure_options wishes = {
		.dir = o.dir,
		.firmware = o.firmware,
		.package = o.package,
		.builtin_firmware = o.builtin_firmware,
		.classes = { o.classes.words, o.classes.len },
		.names = { o.names.words, o.names.len },
		.loaded = { o.loaded.words, o.loaded.len },
		.modaliases = { o.modaliases.words, o.modaliases.len },
		.blacklist = { o.blacklist.words, o.blacklist.len },
	};

	if (closure_plan(&wishes, &closure, &why) != 0)
		return cmd_complain(why.text);
	for (size_t i = 0; (text = closure_note(closure, i)) != NULL; i++)
		(void)fprintf(stderr, "mkinitrd: note: %s\n", text);
	const struct modules_job job = { closure, o.compression };
	int r = print_whys(closure, &o.whys);

	to.path = o.output;
	to.manifest = o.manifest;
	to.align = 0;
	if (r == 0 && o.output)
		r = cmd_write(&to, fill_from_closure, &job);
	return r == 0 && o.prints_closures ? print_closures(closure, &wishes) : r;
}
