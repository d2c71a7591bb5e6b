/* SPDX-License-Identifier: MIT */
#include "host/entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/archives.h"
#include "host/entry_place.h"
#include "host/kernel_image.h"
#include "host/network_state.h"
#include "host/options.h"
#include "host/preflight.h"
#include "host/say.h"
#include "host/stage_two_words.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	COPY_BYTES = 256 * 1024,
	SECRET = 0600,
	PLAIN = 0644,
	WORDS_MAX = 1024,
};

#define KERNEL BOOT_ENTRY_ID "/vmlinuz"
#define INITRD BOOT_ENTRY_ID "/initrd"

static const struct entry_loader *const loaders[] = { &entry_systemd_boot, &entry_grub,
						      &entry_extlinux };

/* --- files ---------------------------------------------------------------------------- */

static int copy(int from, int to)
{
	static uint8_t piece[COPY_BYTES];
	off_t at = 0;
	ssize_t n;
	int r = 0;

	while (r == 0 && (n = pread(from, piece, sizeof(piece), at)) != 0) {
		if (n < 0)
			return -errno;
		at += n;
		r = io_write_all(to, piece, (size_t)n);
	}
	return r == 0 && fsync(to) < 0 ? -errno : r;
}

/* Whole or not at all: a full disk leaves nothing behind. */
static int write_file(const char *path, int from, mode_t mode)
{
	char temporary[PATH_MAX];
	struct stat st = { 0 };
	int n = snprintf(temporary, sizeof(temporary), "%s.tmp", path);

	if (n < 0 || (size_t)n >= sizeof(temporary))
		return -ENAMETOOLONG;
	(void)unlink(temporary);
	cleanup_fd int to =
		open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int r = to < 0 ? -errno : 0;

	if (r == 0 && (fchmod(to, mode) < 0 || fstat(to, &st) < 0))
		r = -errno;
	/* FAT has no such thing as a mode */
	if (r == 0 && mode == SECRET && (st.st_mode & 077))
		r = -EPERM;
	if (r == 0)
		r = copy(from, to);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(temporary);
	return r;
}

static int write_named(const struct entry_place *place, const char *name, int from,
		       mode_t mode)
{
	char path[PATH_MAX];
	int r = entry_path(place, name, path);

	if (r == 0)
		r = write_file(path, from, mode);
	if (r == -EPERM && mode == SECRET)
		return say_error("E-HOST-ENTRY",
				 "%s: this file system keeps no secrets; go without "
				 "--with-state",
				 path);
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r)) : 0;
}

static void remove_files(const struct entry_place *place)
{
	static const char *const names[] = { KERNEL, INITRD };
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (entry_path(place, names[i], path) == 0)
			(void)unlink(path);
	if (entry_path(place, BOOT_ENTRY_ID, path) == 0)
		(void)rmdir(path);
}

/* --- iPXE, which is on no disk of this machine ---------------------------------------- */

static int tell_ipxe(const struct entry_place *place, const struct boot_entry *entry)
{
	char path[PATH_MAX], text[STAGE2_CMDLINE_MAX + 256];
	struct writer to = writer_over(text, sizeof(text));
	int r = entry_path(place, BOOT_ENTRY_ID "/takeover.ipxe", path);

	boot_entry_ipxe(entry, &to);
	if (r == 0)
		r = io_replace_file(path, to.start, to.len, PLAIN);
	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r));
	say_line("serve the folder, then in iPXE: chain URL/%s", "takeover.ipxe");
	return 0;
}

static int check_nothing(const struct entry_place *place, bool is_permanent)
{
	(void)place;
	(void)is_permanent;
	return 0;
}

static const struct entry_loader entry_ipxe = { "ipxe", NULL, check_nothing, tell_ipxe,
						NULL };

static int find_ipxe(const char *folder, struct entry_place *ret)
{
	if (!folder) {
		(void)say_error("E-HOST-ENTRY", "iPXE's files go where? --output DIR");
		return -EINVAL;
	}
	ret->loader = &entry_ipxe;
	return text_copy(ret->folder, sizeof(ret->folder), folder);
}

/* --- which loader --------------------------------------------------------------------- */

static int find_place(const struct options *o, struct entry_place *ret)
{
	if (o->loader && strcmp(o->loader, entry_ipxe.name) == 0)
		return find_ipxe(o->output, ret);
	for (size_t i = 0; i < ARRAY_LEN(loaders); i++) {
		if ((o->loader && strcmp(o->loader, loaders[i]->name) != 0) ||
		    loaders[i]->find(ret) < 0)
			continue;
		ret->loader = loaders[i];
		return 0;
	}
	(void)say_error(
		"E-HOST-ENTRY",
		"%s: no such boot loader with a configuration in /boot or the EFI "
		"system partition",
		o->loader ? o->loader : "grub, systemd-boot, extlinux");
	return -ENOENT;
}

/* --- writing -------------------------------------------------------------------------- */

static int write_all(const struct options *o, const struct entry_place *place,
		     const struct archives *from, const char *cmdline)
{
	const struct boot_entry entry = { .cmdline = cmdline,
					  .is_default = o->permanent };
	char path[PATH_MAX];
	cleanup_fd int initrd_fd = -1;
	uint64_t bytes;
	int r = archives_build(from, &initrd_fd, &bytes);

	if (r < 0)
		return r;
	r = entry_path(place, BOOT_ENTRY_ID, path);
	if (r == 0 && mkdir(path, 0755) < 0 && errno != EEXIST)
		r = -errno;
	if (r < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r));
	r = write_named(place, KERNEL, from->kernel->fd, PLAIN);
	if (r == 0)
		r = write_named(place, INITRD, initrd_fd, o->with_state ? SECRET : PLAIN);
	if (r == 0)
		r = place->loader->tell(place, &entry);
	if (r < 0) {
		/* half an entry would name files that go now */
		if (place->loader->forget && place->loader->forget(place) < 0)
			say_lacks("entry: part of it may be left; see --remove");
		remove_files(place);
		return r;
	}
	say_line("wrote an entry of %s in %s: kernel %.1f MiB, initrd %.1f MiB",
		 place->loader->name, place->folder, say_mib(from->kernel->bytes),
		 say_mib(bytes));
	return 0;
}

/* A machine that starts from the network at every start has nothing to go back to: it is to
 * try again. */
static int add_words(const struct options *o, char ret[static WORDS_MAX])
{
	struct writer to = writer_over(ret, WORDS_MAX);

	if (o->permanent)
		writer_text(&to, "nixos.on-failure=reboot ");
	writer_text(&to, o->extra ? o->extra : "");
	return writer_ok(&to) ? 0 : say_error("E-CONFIG-VALUE", "--cmdline: is too long");
}

static int make(const struct options *o, const struct entry_place *place,
		struct archives *from)
{
	char cmdline[STAGE2_CMDLINE_MAX], words[WORDS_MAX];
	struct options with_words = *o;
	/* what was there comes back where the loader forgets the entry by itself */
	bool once = !o->permanent && (place->loader == &entry_grub ||
				      place->loader == &entry_systemd_boot);
	int r = add_words(o, words);

	with_words.extra = words;
	if (r == 0)
		r = stage_two_words(&with_words, from->kernel->header.cmdline_max,
				    once ? "once" : NULL, cmdline);
	if (r == 0 && !o->no_preflight)
		r = preflight(cmdline, &from->target_bytes);
	if (r == 0)
		r = write_all(o, place, from, cmdline);
	if (r == 0 && once)
		say_line("the next start takes it, once: reboot; "
			 "`takeover entry --remove` takes it back");
	return r;
}

static int write_entry(const struct options *o)
{
	struct network_state network = { 0 };
	struct kernel_image kernel = KERNEL_IMAGE_NONE;
	struct archives from = { .kernel = &kernel,
				 .network = o->with_state ? &network : NULL };
	struct entry_place place = { 0 };
	int r = find_place(o, &place);

	if (r == 0)
		r = place.loader->check(&place, o->permanent);
	if (r == 0)
		r = kernel_image_find(o->kernel, &kernel);
	if (r == 0)
		r = kernel_image_find_modules(o->modules, &kernel);
	if (r == 0 && o->with_state)
		r = network_state_read(&network);
	if (r == 0)
		r = make(o, &place, &from);
	network_state_free(&network);
	close_fdp(&kernel.fd);
	return r;
}

/* Everywhere, whatever the boot loader was then. */
static int remove_entries(void)
{
	int error = 0;

	for (size_t i = 0; i < ARRAY_LEN(loaders); i++) {
		struct entry_place place = { .loader = loaders[i] };

		if (loaders[i]->find(&place) < 0)
			continue;
		int r = loaders[i]->forget(&place);

		if (r < 0)
			error = r;
		else
			remove_files(&place);
	}
	if (error == 0)
		say_line("no entry of ours is left");
	return error;
}

int entry_run(const struct options *options)
{
	if (geteuid() != 0)
		return say_error("E-HOST-ROOT", "root: you are not; use sudo or su");
	return options->remove ? remove_entries() : write_entry(options);
}
