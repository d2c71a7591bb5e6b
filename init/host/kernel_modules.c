/* SPDX-License-Identifier: MIT */
#include "host/kernel_modules.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "host/kernel_image.h"
#include "host/say.h"
#include "initrd-builder/archive.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/reason.h"
#include "sys/device_tree.h"
#include "sys/io.h"

enum {
	WORDS_MAX = 16384,          /* a big server has 3000 devices */
	PROC_MODULES_MAX = 1 << 20, /* 300 modules are 20 KiB */
};

struct words {
	char **words;
	size_t len;
	int error; /* 0, or -errno: some could not be taken */
};

static void words_free(struct words *w)
{
	for (size_t i = 0; i < w->len; i++)
		free(w->words[i]);
	free(w->words);
	*w = (struct words){ 0 };
}

static void words_add(struct words *w, const char *text, size_t len)
{
	char **grown;
	char *word;

	if (w->len == WORDS_MAX) {
		w->error = -E2BIG;
		return;
	}
	grown = realloc(w->words, (w->len + 1) * sizeof(*grown));
	if (grown)
		w->words = grown;
	word = strndup(text, len);
	if (!grown || !word) {
		free(word);
		w->error = -ENOMEM;
		return;
	}
	w->words[w->len++] = word;
}

static struct closure_words borrow(const struct words *w)
{
	return (struct closure_words){ .words = (const char *const *)w->words,
				       .len = w->len };
}

/* --- what the devices ask for -------------------------------------------------------- */

/* PCI's class 3 is "display controller"; virtio's device 16 sits on one. */
static bool is_display(const char *modalias)
{
	return (text_starts_with(modalias, "pci:") && strstr(modalias, "bc03")) ||
	       text_starts_with(modalias, "virtio:d00000010");
}

static void add_modalias(void *context, const char *modalias)
{
	if (!is_display(modalias))
		words_add(context, modalias, strlen(modalias));
}

/* --- what is loaded ------------------------------------------------------------------ */

/* A line of /proc/modules: "name size count user,user, state address". */
struct loaded {
	const char *name, *users;
	size_t name_len, users_len;
	bool is_graphics;
};

static bool next_loaded(const char **text, struct loaded *ret)
{
	const char *at = *text;
	struct loaded m = { .name = at, .name_len = strcspn(at, " \n") };

	if (m.name_len == 0)
		return false;
	at += m.name_len;
	for (int skip = 0; skip < 3; skip++) {
		at += strspn(at, " ");
		m.users = at;
		m.users_len = strcspn(at, " \n");
		at += m.users_len;
	}
	at += strcspn(at, "\n");
	*text = at + (*at == '\n');
	*ret = m;
	return true;
}

static bool is_used_by(const struct loaded *m, const struct loaded *user)
{
	const char *at = m->users;
	size_t left = m->users_len;

	while (left > user->name_len) {
		size_t len = strcspn(at, ", \n");

		if (len == user->name_len && memcmp(at, user->name, len) == 0)
			return true;
		if (len >= left)
			return false;
		at += len + 1;
		left -= len + 1;
	}
	return false;
}

/* Mark drm, all that use it, and all that use those. */
static void mark_graphics(struct loaded *list, size_t len)
{
	bool changed = true;

	for (size_t i = 0; i < len; i++)
		list[i].is_graphics =
			list[i].name_len == 3 && memcmp(list[i].name, "drm", 3) == 0;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < len * len; i++) {
			struct loaded *user = &list[i % len];

			if (!list[i / len].is_graphics || user->is_graphics ||
			    !is_used_by(&list[i / len], user))
				continue;
			user->is_graphics = changed = true;
		}
	}
}

static void add_loaded(const char *text, struct words *w)
{
	struct loaded *list;
	size_t lines = 0, len = 0;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	list = calloc(lines + 1, sizeof(*list));
	if (!list) {
		w->error = -ENOMEM;
		return;
	}
	while (len < lines && next_loaded(&text, &list[len]))
		len++;
	mark_graphics(list, len);
	for (size_t i = 0; i < len; i++)
		if (!list[i].is_graphics)
			words_add(w, list[i].name, list[i].name_len);
	free(list);
}

static int read_loaded(struct words *w)
{
	uint8_t *text;
	size_t len;
	int r = io_load_file("/proc/modules", PROC_MODULES_MAX, &text, &len);

	if (r == -ENOENT)
		return 0; /* the running kernel has everything built in */
	if (r < 0)
		return r;
	add_loaded((const char *)text, w);
	free(text);
	return w->error;
}

/* --- the archive --------------------------------------------------------------------- */

static int add_closure(const struct closure_options *options, struct archive *a,
		       size_t *ret_count)
{
	struct reason why;
	cleanup_closure struct closure *c = NULL;

	if (closure_plan(options, &c, &why) < 0 || closure_write(c, a, &why) < 0)
		return say_error("E-HOST-MODULES", "modules: %s", why.text);
	*ret_count = closure_count(c);
	return 0;
}

/* Where the running kernel looks first, which NixOS tells it; else where all others have it. */
static const char *find_firmware(char folder[static PATH_MAX])
{
	ssize_t len = io_read_file("/sys/module/firmware_class/parameters/path", folder,
				   PATH_MAX);

	if (len > 0)
		folder[strcspn(folder, "\n")] = 0;
	if (len > 0 && access(folder, F_OK) == 0)
		return folder;
	return access("/lib/firmware", F_OK) == 0 ? "/lib/firmware" : NULL;
}

int kernel_modules_add(const struct kernel_image *kernel, bool reads_disk,
		       struct archive *a, size_t *ret_count)
{
	/* those of disks, sticks and CDs; what else this host has mounted is loaded */
	static const char *const file_systems[] = { "fs=ext4+vfat+xfs+exfat+iso9660" };
	struct words modaliases = { 0 }, loaded = { 0 };
	char folder[PATH_MAX];
	struct closure_options options = {
		.dir = kernel->modules,
		.version = kernel->release,
		.firmware = find_firmware(folder),
		.classes = { file_systems, reads_disk ? ARRAY_LEN(file_systems) : 0 },
	};
	int r = device_tree_walk(add_modalias, &modaliases);

	if (r == 0)
		r = modaliases.error;
	if (r == 0)
		r = read_loaded(&loaded);
	options.loaded = borrow(&loaded);
	options.modaliases = borrow(&modaliases);
	if (r == 0)
		r = add_closure(&options, a, ret_count);
	else if (r == -E2BIG)
		r = say_error("E-HOST-MODULES",
			      "modules: this machine has more than %d devices or modules",
			      WORDS_MAX);
	else
		r = say_error("E-HOST-MODULES", "modules: what this machine needs: %s",
			      strerror(-r));
	words_free(&modaliases);
	words_free(&loaded);
	return r;
}
