/* SPDX-License-Identifier: MIT */
#include "initrd-builder/verify.h"
#include "sys/digest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct comparison {
	struct outcome *outcome;
	bool *is_known; /* by name: the manifest has it */
	verify_tell *tell;
	void *context;
};

static bool has_number(const struct kernel_file *file)
{
	uint32_t type = file->mode & KERNEL_TYPE;

	return type == KERNEL_CHAR || type == KERNEL_BLOCK;
}

static bool has_digest(const struct kernel_file *file, const struct manifest_entry *e)
{
	uint8_t digest[SHA256_BYTES];

	if (file->len != e->size || file->data_len != file->len)
		return false;
	if (!e->has_digest)
		return true;
	digest_of(file->data, file->data_len, digest);
	return memcmp(digest, e->digest, sizeof(digest)) == 0;
}

static bool has_target(const struct kernel_file *file, const struct manifest_entry *e)
{
	return e->target && strlen(e->target) == file->data_len &&
	       memcmp(e->target, file->data, file->data_len) == 0;
}

/* What of the file is not as the manifest has it, or NULL. */
static const char *difference(const struct kernel_file *file,
			      const struct manifest_entry *e)
{
	uint32_t type = file->mode & KERNEL_TYPE;

	if (type != (e->mode & KERNEL_TYPE))
		return "is of another type than in the manifest";
	if (type == KERNEL_SYMLINK)
		return has_target(file, e) ? NULL
					   : "has another target than in the manifest";
	if (file->mode != e->mode)
		return "has another mode than in the manifest";
	if (has_number(file) &&
	    (file->rdev_major != e->rdev_major || file->rdev_minor != e->rdev_minor))
		return "has another device number than in the manifest";
	if (type == KERNEL_FILE && !has_digest(file, e))
		return "has another content than in the manifest";
	return NULL;
}

static void compare(struct comparison *c, const struct manifest_entry *e)
{
	struct kernel_model *m = &c->outcome->model;
	const struct kernel_file *file;
	struct kernel_place p;
	const char *text;

	if (kernel_lookup(m, e->path, KERNEL_KEEP_SYMLINK, &p) != 0 || !p.file) {
		c->tell(c->context, e->path, "is in the manifest, but does not come out");
		return;
	}
	c->is_known[p.name] = true;
	file = &m->files[p.file];
	text = difference(file, e);
	if (text)
		c->tell(c->context, e->path, text);
	if (file->uid != e->uid || file->gid != e->gid)
		c->tell(c->context, e->path, "has another owner than in the manifest");
}

static void find_unknown(struct comparison *c)
{
	const struct kernel_model *m = &c->outcome->model;
	char path[NEWC_PATH_MAX];
	uint32_t name = 0;

	while ((name = kernel_model_next(m, name))) {
		if (c->is_known[name] || m->files[m->names[name].file].is_builtin)
			continue;
		if (kernel_model_path(m, name, path, sizeof(path)) != 0)
			path[0] = '\0';
		c->tell(c->context, path, "is not in the manifest");
	}
}

int verify_manifest(struct outcome *o, struct manifest *m, verify_tell *tell,
		    void *context)
{
	struct comparison c = {
		.outcome = o,
		.is_known = calloc(o->model.names_len, sizeof(bool)),
		.tell = tell,
		.context = context,
	};

	if (!c.is_known)
		return -ENOMEM;
	manifest_sort(m);
	for (size_t i = 0; i < m->len; i++) {
		bool is_last = i + 1 == m->len ||
			       strcmp(m->entries[i].path, m->entries[i + 1].path) != 0;

		if (is_last)
			compare(&c, &m->entries[i]);
	}
	find_unknown(&c);
	free(c.is_known);
	return 0;
}
