/* SPDX-License-Identifier: MIT */
#include "host/kernel_search.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "base/text.h"
#include "host/kernel_image.h"
#include "pure/bls_entry.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	ENTRY_MAX = 64 * 1024, /* a command line and some ten lines */
};

struct search {
	const char *release;
	struct kernel_image *found; /* ->fd < 0 until it was */
	char *other, other_release[HOST_KERNEL_RELEASE_MAX];
};

static bool is_found(const struct search *s)
{
	return s->found->fd >= 0;
}

/* Debian keeps old kernels, and "6.1.0-9" sorts behind "6.1.0-10" but for strverscmp(). */
static void remember_other(struct search *s, const struct kernel_image *k)
{
	char modules[PATH_MAX];

	if (*s->other && strverscmp(k->release, s->other_release) <= 0)
		return;
	if (kernel_search_modules(k->release, modules) < 0)
		return;
	memcpy(s->other, k->path, sizeof(k->path));
	memcpy(s->other_release, k->release, sizeof(k->release));
}

static void look_at(struct search *s, const char *path)
{
	struct kernel_image k = KERNEL_IMAGE_NONE;

	if (is_found(s) || kernel_image_open(path, &k) < 0)
		return;
	if (strcmp(k.release, s->release) == 0) {
		*s->found = k;
		return;
	}
	remember_other(s, &k);
	close_fdp(&k.fd);
}

/* --- by name ------------------------------------------------------------------------- */

static bool join(char ret[static PATH_MAX], const char *folder, const char *name,
		 const char *behind)
{
	int n = snprintf(ret, PATH_MAX, "%s%s%s", folder, name, behind);

	return n > 0 && n < PATH_MAX;
}

static void look_at_known_names(struct search *s)
{
	/* before and behind the release: Debian, Fedora, openSUSE and Arch; Gentoo */
	static const char *const places[][2] = {
		{ "/boot/vmlinuz-", "" },
		{ "/lib/modules/", "/vmlinuz" },
		{ "/boot/kernel-", "" },
		{ "/boot/kernel-genkernel-x86_64-", "" },
		{ "/usr/lib/modules/", "/vmlinuz" },
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (join(path, places[i][0], s->release, places[i][1]))
			look_at(s, path);
	look_at(s, "/run/booted-system/kernel"); /* NixOS */
}

/* --- by looking at everything -------------------------------------------------------- */

static int is_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Call @visit for every file of the folder, in order. */
static void for_each_file(struct search *s, const char *folder,
			  void (*visit)(struct search *s, const char *path))
{
	struct dirent **entries = NULL;
	int len = scandir(folder, &entries, is_name, alphasort);

	for (int i = 0; i < len; i++) {
		char path[PATH_MAX];

		if (!is_found(s) && join(path, folder, "/", entries[i]->d_name))
			visit(s, path);
		free(entries[i]);
	}
	free(entries);
}

/* Where the specification has the boot partition mounted, and what is older than it. */
static const char *const boot_folders[] = { "/boot", "/efi", "/boot/efi" };

/* Arch, Alpine and whoever builds kernels by hand have names of their own; unified images
 * lie on the EFI partition, or beside the modules, as Fedora has them. */
static void look_at_folders(struct search *s)
{
	char path[PATH_MAX];

	for_each_file(s, "/boot", look_at);
	for (size_t i = 0; i < ARRAY_LEN(boot_folders); i++)
		if (join(path, boot_folders[i], "/EFI/Linux", ""))
			for_each_file(s, path, look_at);
	if (kernel_search_modules(s->release, path) == 0)
		for_each_file(s, path, look_at);
}

/* --- by the boot loader's entries ---------------------------------------------------- */

/* What an entry names is on its own file system, of which nobody says where that is mounted:
 * at the folder that has loader/entries, or above, if /boot is no partition of its own. */
static void look_at_entry(struct search *s, const char *path)
{
	struct span kernel;
	char name[PATH_MAX], file[PATH_MAX];
	uint8_t *text = NULL;
	size_t len;

	if (io_load_file(path, ENTRY_MAX, &text, &len) < 0)
		return;
	if (bls_entry_kernel((const char *)text, len, &kernel) == 0 &&
	    kernel.len < sizeof(name)) {
		text_sanitize(name, sizeof(name), kernel.at, kernel.len);
		look_at(s, name);
		for (size_t i = 0; i < ARRAY_LEN(boot_folders); i++)
			if (join(file, boot_folders[i], name, ""))
				look_at(s, file);
	}
	io_free(&text);
}

static void look_at_entries(struct search *s)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(boot_folders); i++)
		if (join(path, boot_folders[i], "/loader/entries", ""))
			for_each_file(s, path, look_at_entry);
}

int kernel_search(const char *release, struct kernel_image *ret,
		  char ret_other[static PATH_MAX])
{
	struct kernel_image found = KERNEL_IMAGE_NONE;
	struct search s = { .release = release, .found = &found, .other = ret_other };

	ret_other[0] = 0;
	look_at_known_names(&s);
	look_at_folders(&s);
	look_at_entries(&s);
	if (!is_found(&s))
		return -ENOENT;
	*ret = found;
	return 0;
}

int kernel_search_modules(const char *release, char ret[static PATH_MAX])
{
	static const char *const folders[] = {
		"/lib/modules/",
		"/usr/lib/modules/",
		"/run/booted-system/kernel-modules/lib/modules/",
	};
	char path[PATH_MAX];
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (join(path, folders[i], release, "") && stat(path, &st) == 0 &&
		    S_ISDIR(st.st_mode)) {
			memcpy(ret, path, sizeof(path));
			return 0;
		}
	return -ENOENT;
}
