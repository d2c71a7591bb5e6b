/* SPDX-License-Identifier: MIT */
#include "initrd-builder/extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/text.h"
#include "initrd-builder/reason.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
	FILE_FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	WHILE_WRITING = 0700, /* until all that is in a folder has been written */
};

struct extraction {
	const struct extract_options *options;
	struct kernel_model *model;
	uint64_t bytes_left;
	int root_fd;
	int folder_fd;     /* the folder that was needed last … */
	uint32_t folder;   /* … and which that is */
	bool *is_wanted;   /* by name; NULL if all are */
	uint32_t *written; /* by file: the name under which it was written, or 0 */
	uint32_t *folders; /* the names of those that were made, in order */
	uint32_t folders_len;
	struct reason *why;
};

/* One step down, past no symlink; a folder that is not itself extracted is made. */
static int enter(int fd, const char *name)
{
	int child = openat(fd, name, FOLDER_FLAGS);

	if (child < 0 && errno == ENOENT) {
		if (mkdirat(fd, name, 0755) != 0 && errno != EEXIST)
			return -errno;
		child = openat(fd, name, FOLDER_FLAGS);
	}
	return child < 0 ? -errno : child;
}

/* Open a folder of the model below the target, component by component. */
static int open_folder(struct extraction *x, uint32_t folder)
{
	char path[NEWC_PATH_MAX];
	cleanup_fd int fd = -1;
	char *rest = path;
	int r = kernel_model_path(x->model, x->model->files[folder].name, path,
				  sizeof(path));

	if (r != 0)
		return r;
	fd = fcntl(x->root_fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	while (*rest) {
		size_t len = strcspn(rest, "/");
		bool is_last = rest[len] == '\0';
		int child;

		rest[len] = '\0';
		child = enter(fd, rest);
		close_fdp(&fd);
		fd = child;
		if (fd < 0)
			return fd;
		rest += len + !is_last;
	}
	return take_fd(&fd);
}

/* The descriptor of a folder, kept until another one is needed. */
static int folder_of(struct extraction *x, uint32_t folder)
{
	int fd;

	if (x->folder_fd >= 0 && x->folder == folder)
		return x->folder_fd;
	fd = open_folder(x, folder);
	if (fd < 0)
		return fd;
	close_fdp(&x->folder_fd);
	x->folder_fd = fd;
	x->folder = folder;
	return fd;
}

static int write_content(int fd, const struct kernel_file *file)
{
	int r = io_write_all(fd, file->data, file->data_len);

	/* What the archive did not have any more is a hole. */
	if (r == 0 && file->len > file->data_len && ftruncate(fd, file->len) != 0)
		r = -errno;
	return r;
}

/* Owner, mode and time, by a descriptor: whatever stands at the path now, it is ours. */
static int set_attributes(const struct extraction *x, int fd,
			  const struct kernel_file *file)
{
	bool keeps = x->options->keeps_owners;
	const struct timespec times[2] = { { .tv_sec = file->mtime_s },
					   { .tv_sec = file->mtime_s } };

	if (keeps && fchown(fd, file->uid, file->gid) != 0)
		return -errno;
	if (fchmod(fd, file->mode & (keeps ? 07777 : 0777)) != 0)
		return -errno;
	if (file->has_mtime && futimens(fd, times) != 0)
		return -errno;
	return 0;
}

static int write_file(struct extraction *x, int folder_fd, const char *text,
		      const struct kernel_file *file)
{
	int r;

	if (file->len > x->bytes_left)
		return -EFBIG;
	x->bytes_left -= file->len;
	cleanup_fd int fd = openat(folder_fd, text, FILE_FLAGS, 0600);

	if (fd < 0)
		return -errno;
	r = write_content(fd, file);
	return r ? r : set_attributes(x, fd, file);
}

static int set_attributes_at(const struct extraction *x, int folder_fd, const char *text,
			     const struct kernel_file *file)
{
	const struct timespec times[2] = { { .tv_sec = file->mtime_s },
					   { .tv_sec = file->mtime_s } };

	if (x->options->keeps_owners &&
	    fchownat(folder_fd, text, file->uid, file->gid, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	if (file->has_mtime &&
	    utimensat(folder_fd, text, times, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	return 0;
}

static int write_symlink(struct extraction *x, int folder_fd, const char *text,
			 const struct kernel_file *file)
{
	char target[NEWC_PATH_MAX];

	if (file->data_len >= sizeof(target))
		return -ENAMETOOLONG;
	memcpy(target, file->data, file->data_len);
	target[file->data_len] = '\0';
	if (symlinkat(target, folder_fd, text) != 0)
		return -errno;
	return set_attributes_at(x, folder_fd, text, file);
}

static int write_node(struct extraction *x, int folder_fd, const char *text,
		      const struct kernel_file *file)
{
	uint32_t type = file->mode & KERNEL_TYPE;
	bool is_device = type == KERNEL_CHAR || type == KERNEL_BLOCK;

	if (is_device && !x->options->makes_devices)
		return 0;
	if (mknodat(folder_fd, text, file->mode & (KERNEL_TYPE | 0777),
		    makedev(file->rdev_major, file->rdev_minor)) != 0)
		return -errno;
	return set_attributes_at(x, folder_fd, text, file);
}

static int write_folder(struct extraction *x, int folder_fd, const char *text,
			uint32_t number)
{
	if (mkdirat(folder_fd, text, WHILE_WRITING) == 0) {
		x->folders[x->folders_len++] = number;
		return 0;
	}
	/* One that is there is taken as it is, a symlink to one is not. */
	if (errno != EEXIST)
		return -errno;
	cleanup_fd int fd = openat(folder_fd, text, FOLDER_FLAGS);

	return fd < 0 ? -errno : 0;
}

/* A further name of a file that has been written. */
static int write_link(struct extraction *x, int folder_fd, const char *text,
		      uint32_t first)
{
	const struct kernel_name *name = &x->model->names[first];
	char first_text[NEWC_COMPONENT_MAX + 1];
	cleanup_fd int fd = open_folder(x, name->folder);

	if (fd < 0)
		return fd;
	memcpy(first_text, name->text, name->len);
	first_text[name->len] = '\0';
	return linkat(fd, first_text, folder_fd, text, 0) != 0 ? -errno : 0;
}

static int write_name(struct extraction *x, uint32_t number)
{
	const struct kernel_name *name = &x->model->names[number];
	const struct kernel_file *file = &x->model->files[name->file];
	char text[NEWC_COMPONENT_MAX + 1];
	int fd = folder_of(x, name->folder);

	if (fd < 0)
		return fd;
	memcpy(text, name->text, name->len);
	text[name->len] = '\0';
	if (x->written[name->file])
		return write_link(x, fd, text, x->written[name->file]);
	switch (file->mode & KERNEL_TYPE) {
	case KERNEL_FOLDER:
		return write_folder(x, fd, text, number);
	case KERNEL_SYMLINK:
		return write_symlink(x, fd, text, file);
	case KERNEL_FILE:
		x->written[name->file] = number;
		return write_file(x, fd, text, file);
	default:
		return write_node(x, fd, text, file);
	}
}

static int complain(struct extraction *x, int error, uint32_t name)
{
	char path[NEWC_PATH_MAX], shown[NEWC_PATH_MAX] = "?";

	if (kernel_model_path(x->model, name, path, sizeof(path)) == 0)
		text_sanitize(shown, sizeof(shown), path, strlen(path));
	if (error == -EFBIG)
		return reason_set(x->why, error, "'%s': more bytes than the limit allows",
				  shown);
	return reason_errno(x->why, error, "'%s'", shown);
}

/* Mark what was asked for by name. */
static int choose(struct extraction *x)
{
	const struct extract_options *o = x->options;

	for (size_t i = 0; i < o->only_len; i++) {
		struct kernel_place p;

		if (kernel_lookup(x->model, o->only[i], KERNEL_KEEP_SYMLINK, &p) != 0 ||
		    !p.file)
			return reason_set(x->why, -ENOENT, "'%s' is not in the image",
					  o->only[i]);
		/* name 0 stands for the root */
		x->is_wanted[p.len > 0 ? p.name : x->model->files[p.file].name] = true;
	}
	return 0;
}

static int write_all(struct extraction *x)
{
	const struct kernel_model *m = x->model;
	uint32_t name = 0;

	while ((name = kernel_model_next(m, name))) {
		uint32_t folder = m->files[m->names[name].folder].name;
		int r;

		if (x->is_wanted && x->is_wanted[folder])
			x->is_wanted[name] = true;
		if ((x->is_wanted && !x->is_wanted[name]) ||
		    m->files[m->names[name].file].is_builtin)
			continue;
		r = write_name(x, name);
		if (r != 0)
			return complain(x, r, name);
	}
	return 0;
}

/* From the innermost out: a folder's mode may forbid what goes into it, and its time
 * changes with that. */
static int finish_folders(struct extraction *x)
{
	while (x->folders_len > 0) {
		uint32_t name = x->folders[--x->folders_len];
		uint32_t folder = x->model->names[name].file;
		cleanup_fd int fd = open_folder(x, folder);
		int r = fd < 0 ? fd : set_attributes(x, fd, &x->model->files[folder]);

		if (r != 0)
			return complain(x, r, name);
	}
	return 0;
}

static int open_target(struct extraction *x)
{
	const char *folder = x->options->folder;

	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		return reason_errno(x->why, -errno, "'%s'", folder);
	/* Here a symlink is followed: whoever runs us named it. */
	x->root_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return x->root_fd < 0 ? reason_errno(x->why, -errno, "'%s'", folder) : 0;
}

static int extract(struct extraction *x)
{
	int r = open_target(x);

	if (r == 0 && x->is_wanted)
		r = choose(x);
	if (r == 0)
		r = write_all(x);
	if (r == 0)
		r = finish_folders(x);
	close_fdp(&x->folder_fd);
	close_fdp(&x->root_fd);
	return r;
}

int extract_tree(struct outcome *o, const struct extract_options *options,
		 struct reason *why)
{
	struct kernel_model *m = &o->model;
	struct extraction x = {
		.options = options,
		.model = m,
		.bytes_left = options->bytes_max,
		.root_fd = -1,
		.folder_fd = -1,
		.written = calloc(m->files_len, sizeof(*x.written)),
		.folders = calloc(m->files_len, sizeof(*x.folders)),
		.is_wanted =
			options->only_len ? calloc(m->names_len, sizeof(bool)) : NULL,
		.why = why,
	};
	mode_t umask_before = umask(0);
	int r = -ENOMEM;

	if (x.written && x.folders && (x.is_wanted || options->only_len == 0))
		r = extract(&x);
	else
		r = reason_errno(why, r, "'%s'", options->folder);
	(void)umask(umask_before);
	free(x.written);
	free(x.folders);
	free(x.is_wanted);
	return r;
}

int extract_file(struct outcome *o, const char *path, uint64_t bytes_max, int fd,
		 struct reason *why)
{
	static const uint8_t zeroes[65536];
	const struct kernel_file *file;
	struct kernel_place p;
	int r;

	if (kernel_lookup(&o->model, path, KERNEL_FOLLOW_SYMLINK, &p) != 0 || !p.file)
		return reason_set(why, -ENOENT, "'%s' is not in the image", path);
	file = &o->model.files[p.file];
	if ((file->mode & KERNEL_TYPE) != KERNEL_FILE)
		return reason_set(why, -EINVAL, "'%s' is not a file", path);
	if (file->len > bytes_max)
		return reason_set(why, -EFBIG, "'%s': more bytes than the limit allows",
				  path);
	r = io_write_all(fd, file->data, file->data_len);
	for (size_t left = file->len - file->data_len; r == 0 && left > 0;) {
		size_t piece = left < sizeof(zeroes) ? left : sizeof(zeroes);

		r = io_write_all(fd, zeroes, piece);
		left -= piece;
	}
	return r ? reason_errno(why, r, "'%s'", path) : 0;
}
