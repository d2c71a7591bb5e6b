/* SPDX-License-Identifier: MIT */
#include "host/entry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/archives.h"
#include "host/direct.h"
#include "host/entry_place.h"
#include "host/kernel_image.h"
#include "host/local_image.h"
#include "host/network_state.h"
#include "host/options.h"
#include "host/say.h"
#include "host/stage_two_words.h"
#include "pure/url.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/memfile.h"

enum {
	COPY_BYTES = 256 * 1024,
	PLAIN = 0644,
	WORDS_MAX = 1024,
	SLACK_BYTES = 1 << 20, /* for the loader's own files */
};

static const struct entry_loader *const loaders[] = { &entry_systemd_boot, &entry_grub,
						      &entry_extlinux };

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

/* --- kernel and initrd ---------------------------------------------------------------- */

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
	return r;
}

static int copy_to(const struct entry_file *file, int from)
{
	int r = copy(from, file->fd);

	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", file->path, strerror(-r)) : 0;
}

/* What is being written: an entry's two files and its command line. */
struct making {
	const struct options *options;
	const struct archives *from;
	struct entry_file kernel, initrd;
	char cmdline[STAGE2_CMDLINE_MAX];
};

static int write_stage_two(struct making *m)
{
	cleanup_fd int fd = -1;
	uint64_t bytes;
	int r = archives_build(m->from, &fd, &bytes);

	if (r == 0)
		r = copy_to(&m->kernel, m->from->kernel->fd);
	return r < 0 ? r : copy_to(&m->initrd, fd);
}

/* The target's own, as stage two's programs prove and write them. */
static int write_target(struct making *m)
{
	cleanup_fd int fd = memfile_new("cmdline");
	const int files[] = { m->kernel.fd, m->initrd.fd, fd };
	int r = fd < 0 ? say_error("E-HOST-ARCHIVE", "%s", strerror(-fd))
		       : direct_write(m->options, m->from, files);

	if (r < 0)
		return r;
	ssize_t len = pread(fd, m->cmdline, sizeof(m->cmdline) - 1, 0);

	if (len <= 0)
		return say_error("E-INTERNAL", "the target's command line is missing");
	m->cmdline[len] = 0;
	return 0;
}

/* --- writing -------------------------------------------------------------------------- */

static int write_files(const struct entry_place *place, struct making *m)
{
	int r = entry_file_begin(place, ENTRY_KERNEL, false, &m->kernel);

	if (r == 0)
		r = entry_file_begin(place, ENTRY_INITRD, m->options->with_state,
				     &m->initrd);
	if (r == 0)
		r = m->options->direct ? write_target(m) : write_stage_two(m);
	if (r == 0)
		r = entry_file_finish(&m->kernel);
	if (r == 0)
		r = entry_file_finish(&m->initrd);
	entry_file_drop(&m->kernel);
	entry_file_drop(&m->initrd);
	return r;
}

/* Not found out by a disk that is full. */
static int check_room(const struct entry_place *place, uint64_t bytes)
{
	struct statvfs fs;

	if (statvfs(place->folder, &fs) < 0)
		return say_error("E-HOST-ENTRY", "%s: %s", place->folder,
				 strerror(errno));
	uint64_t free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;

	if (free_bytes >= bytes + SLACK_BYTES)
		return 0;
	return say_error(
		"E-HOST-ENTRY", "%s: the image needs %.1f MiB, there are %.1f free",
		place->folder, say_mib(bytes + SLACK_BYTES), say_mib(free_bytes));
}

/* An older entry goes first: whatever kills us, none names files of two. */
static int make_place(const struct entry_place *place)
{
	char path[PATH_MAX];
	int r = place->loader->forget ? place->loader->forget(place) : 0;

	if (r < 0)
		return r;
	r = entry_path(place, BOOT_ENTRY_ID, path);
	if (r == 0 && mkdir(path, 0755) < 0 && errno != EEXIST)
		r = -errno;
	return r < 0 ? say_error("E-HOST-ENTRY", "%s: %s", path, strerror(-r)) : 0;
}

static int write_all(const struct entry_place *place, struct making *m)
{
	const struct boot_entry entry = { .cmdline = m->cmdline,
					  .is_default = m->options->permanent };
	int r = make_place(place);

	if (r < 0)
		return r;
	r = write_files(place, m);
	if (r == 0)
		r = place->loader->tell(place, &entry);
	if (r < 0) {
		/* half an entry would name files that go now */
		if (place->loader->forget && place->loader->forget(place) < 0)
			say_lacks("entry: part of it may be left; see --remove");
		entry_files_remove(place);
		return r;
	}
	say_line("wrote an entry of %s in %s", place->loader->name, place->folder);
	return 0;
}

/* A machine that starts from the network at every start has nothing to go back to: it is to
 * try again. */
static int add_words(const struct options *o, char ret[static WORDS_MAX])
{
	struct writer to = writer_over(ret, WORDS_MAX);

	if (o->permanent)
		writer_text(&to, "nixos.on-failure=retry ");
	writer_text(&to, o->extra ? o->extra : "");
	return writer_ok(&to) ? 0 : say_error("E-CONFIG-VALUE", "--cmdline: is too long");
}

static int make(const struct options *o, const struct entry_place *place,
		struct archives *from)
{
	static struct making m; /* too large for a stack */
	char words[WORDS_MAX];
	struct options with_words = *o;
	/* what was there comes back where the loader forgets the entry by itself */
	bool once = !o->permanent && (place->loader == &entry_grub ||
				      place->loader == &entry_systemd_boot);
	int r = o->direct ? 0 : add_words(o, words);

	if (!o->direct)
		with_words.extra = words;
	m = (struct making){ .options = &with_words,
			     .from = from,
			     .kernel = ENTRY_FILE_NONE,
			     .initrd = ENTRY_FILE_NONE };
	if (r == 0)
		r = stage_two_words(&with_words,
				    from->kernel ? from->kernel->header.cmdline_max
						 : STAGE2_CMDLINE_MAX - 1,
				    once ? "once" : NULL, m.cmdline);
	if (r == 0)
		r = archives_look_at_target(o, m.cmdline, from);
	if (r == 0 && (o->direct || from->image))
		r = check_room(place, from->target_bytes);
	if (r == 0)
		r = write_all(place, &m);
	if (r == 0 && o->direct && !o->with_state)
		say_lacks("entry: nothing of this host goes along: NixOS has to be "
			  "reachable by DHCP and by keys of its own; else --with-state");
	if (r == 0 && once)
		say_line("the next start takes it, once: reboot; "
			 "`takeover entry --remove` takes it back");
	return r;
}

static int make_with_image(const struct options *o, const struct entry_place *place,
			   struct archives *from)
{
	struct options with_image;
	struct local_image *image;
	int r = local_image_take(o, from->kernel ? from->kernel->bytes : 0, &image,
				 &with_image);

	if (r < 0)
		return r;
	from->image = image;
	from->target_bytes = local_image_bytes(image);
	r = make(&with_image, place, from);
	free(image);
	return r;
}

static int write_entry(const struct options *o)
{
	struct network_state network = { 0 };
	struct kernel_image kernel = KERNEL_IMAGE_NONE;
	struct archives from = { .kernel = o->direct ? NULL : &kernel,
				 .network = o->with_state ? &network : NULL,
				 .reads_disk = o->url && url_is_local(o->url) };
	struct entry_place place = { 0 };
	int r = find_place(o, &place);

	if (r == 0)
		r = place.loader->check(&place, o->permanent);
	if (r == 0 && !o->direct)
		r = kernel_image_find(o->kernel, &kernel);
	if (r == 0 && !o->direct)
		r = kernel_image_find_modules(o->modules, &kernel);
	if (r == 0 && o->with_state)
		r = network_state_read(&network);
	if (r == 0)
		r = o->image ? make_with_image(o, &place, &from) : make(o, &place, &from);
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
			entry_files_remove(&place);
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
