/* SPDX-License-Identifier: MIT */
#include "pure/kernel_model.h"

#include <string.h>

enum {
	NO_ID = -1,
	RDEV_MINOR_BITS = 20,
	LINKED_FROM = 2, /* the kernel looks for links only if a header counts so many */
};

/* One entry on its way into the tree. */
struct change {
	struct kernel_model *m;
	const struct kernel_entry *entry;
	const struct newc_header *header;
	uint32_t segment;
	kernel_findings found;
};

static void find(struct change *c, enum kernel_finding finding)
{
	c->found |= KERNEL_FOUND(finding);
}

static uint32_t type_of(uint32_t mode)
{
	return mode & KERNEL_TYPE;
}

static bool look(struct change *c, struct kernel_place *ret)
{
	kernel_findings problem =
		kernel_lookup(c->m, c->entry->item.path, KERNEL_KEEP_SYMLINK, ret);

	c->found |= problem;
	return problem == 0;
}

/* Let @file stand in a place where nothing is. */
static bool put(struct change *c, const struct kernel_place *p, uint32_t file)
{
	struct kernel_model *m = c->m;
	uint32_t name = p->name;

	if (!name)
		name = kernel_names_add(m, &m->files[p->folder].names, p->text, p->len);
	if (!name)
		return false;
	m->names[name].folder = p->folder;
	m->names[name].file = file;
	m->names[name].segment = c->segment;
	m->files[p->folder].names_count++;
	m->files[file].nlink++;
	if (type_of(m->files[file].mode) == KERNEL_FOLDER)
		m->files[file].name = name;
	return true;
}

/* A new file in a place where nothing is, or NULL. */
static struct kernel_file *create(struct change *c, const struct kernel_place *p)
{
	struct kernel_model *m = c->m;
	uint32_t file = m->files_len;

	if (p->has_slash && type_of(c->header->mode) != KERNEL_FOLDER) {
		find(c, KERNEL_NAME_ENDS_IN_SLASH);
		return NULL;
	}
	if (file >= m->files_max) {
		m->is_full = true;
		return NULL;
	}
	m->files[file] = (struct kernel_file){ .mode = c->header->mode };
	if (!put(c, p, file))
		return NULL;
	m->files_len++;
	return &m->files[file];
}

static void remove_name(struct kernel_model *m, const struct kernel_place *p)
{
	m->files[p->file].nlink--;
	m->files[p->folder].names_count--;
	m->names[p->name].file = 0;
}

/* clean_path(): what is there gives way to something of another type; a folder only if it
 * is empty. */
static void clean(struct change *c, uint32_t type)
{
	struct kernel_place p;
	const struct kernel_file *old;

	if (kernel_lookup(c->m, c->entry->item.path, KERNEL_KEEP_SYMLINK, &p) != 0 ||
	    !p.file)
		return;
	old = &c->m->files[p.file];
	if (c->m->names[p.name].segment == c->segment && type != KERNEL_FOLDER &&
	    type_of(old->mode) == type_of(c->header->mode))
		find(c, KERNEL_TWICE);
	if (type_of(old->mode) == type)
		return;
	if (type_of(old->mode) == KERNEL_FOLDER) {
		if (p.len == 0 || old->names_count > 0)
			return;
		if (type != 0 || type_of(c->header->mode) != 0)
			find(c, KERNEL_OVER_EMPTY_FOLDER);
	} else if (type == KERNEL_FOLDER) {
		find(c, KERNEL_FOLDER_OVER);
	}
	remove_name(c->m, &p);
}

static void set_owner(struct change *c, struct kernel_file *file)
{
	if (c->header->uid != (uint32_t)NO_ID)
		file->uid = c->header->uid;
	if (c->header->gid != (uint32_t)NO_ID)
		file->gid = c->header->gid;
}

static void set_attributes(struct change *c, struct kernel_file *file)
{
	set_owner(c, file);
	file->mode = c->header->mode;
	file->mtime_s = c->header->mtime_s;
	file->has_mtime = true;
	file->is_builtin = false;
}

static bool has_attributes(const struct change *c, const struct kernel_file *file)
{
	return file->mode == c->header->mode && file->uid == c->header->uid &&
	       file->gid == c->header->gid;
}

/* find_link(): what an entry is to be linked to, or NULL for the first, which is noted. */
static const char *find_link(struct change *c)
{
	const struct newc_header *h = c->header;
	struct kernel_model *m = c->m;
	struct kernel_link *link = &m->links[m->links_len];
	uint32_t name;

	if (h->nlink < LINKED_FROM)
		return NULL;
	if (m->links_len >= m->links_max) {
		m->is_full = true;
		return NULL;
	}
	*link = (struct kernel_link){
		.key = { h->dev_major, h->dev_minor, h->ino, type_of(h->mode) },
		.path = c->entry->item.path,
	};
	name = kernel_names_find(m, m->links_tree, (char *)link->key, sizeof(link->key));
	if (name)
		return m->links[m->names[name].file].path;
	name = kernel_names_add(m, &m->links_tree, (char *)link->key, sizeof(link->key));
	if (name)
		m->names[name].file = m->links_len++;
	return NULL;
}

/* The second half of maybe_link(): one more name for what @path names. */
static struct kernel_file *make_link(struct change *c, const char *path)
{
	struct kernel_place from, to;

	clean(c, 0);
	if (kernel_lookup(c->m, path, KERNEL_KEEP_SYMLINK, &from) != 0 || !from.file ||
	    type_of(c->m->files[from.file].mode) == KERNEL_FOLDER) {
		find(c, KERNEL_LINK_FAILED);
		return NULL;
	}
	if (!look(c, &to))
		return NULL;
	if (to.file || to.has_slash) {
		find(c, to.file ? KERNEL_OVER_FULL_FOLDER : KERNEL_NAME_ENDS_IN_SLASH);
		return NULL;
	}
	return put(c, &to, from.file) ? &c->m->files[from.file] : NULL;
}

static bool has_data(const struct change *c, const struct kernel_file *file)
{
	return file->len == c->header->data_len && file->data_len == c->entry->data_len &&
	       (file->data_len == 0 ||
		memcmp(file->data, c->entry->item.data, file->data_len) == 0);
}

static void set_data(struct change *c, struct kernel_file *file)
{
	file->data = c->entry->item.data;
	file->data_len = c->entry->data_len;
	file->len = c->header->data_len;
}

static void apply_linked_file(struct change *c, const char *path)
{
	struct kernel_file *file = make_link(c, path);

	if (!file)
		return;
	/* What it was linked to is not what it was any more: open() fails or writes there. */
	if (type_of(file->mode) != KERNEL_FILE) {
		find(c, KERNEL_LINK_FAILED);
		return;
	}
	if (file->len > 0 && c->header->data_len > 0 && !has_data(c, file))
		find(c, KERNEL_LINK_REWRITTEN);
	if (!has_attributes(c, file))
		find(c, KERNEL_LINK_CHANGED);
	set_attributes(c, file);
	if (c->header->data_len > 0)
		set_data(c, file);
}

static void apply_file(struct change *c)
{
	struct kernel_place p;
	struct kernel_file *file;
	const char *linked_to;

	clean(c, KERNEL_FILE);
	linked_to = find_link(c);
	if (linked_to) {
		apply_linked_file(c, linked_to);
		return;
	}
	if (!look(c, &p))
		return;
	file = &c->m->files[p.file];
	if (p.file && type_of(file->mode) != KERNEL_FILE) {
		find(c, KERNEL_OVER_FULL_FOLDER);
		return;
	}
	if (p.file && file->nlink > 1)
		find(c, KERNEL_THROUGH_LINK);
	if (p.file)
		c->m->names[p.name].segment = c->segment;
	else
		file = create(c, &p);
	if (!file)
		return;
	set_attributes(c, file);
	set_data(c, file);
	if (c->entry->findings & KERNEL_FOUND(KERNEL_CUT_DATA))
		file->has_mtime = false;
}

static void apply_folder(struct change *c)
{
	struct kernel_place p;
	struct kernel_file *file;
	uint32_t mtime_s = c->header->mtime_s;

	clean(c, KERNEL_FOLDER);
	if (!look(c, &p))
		return;
	file = p.file ? &c->m->files[p.file] : create(c, &p);
	if (!file)
		return;
	if (p.file && !file->is_builtin && !has_attributes(c, file))
		find(c, KERNEL_FOLDER_CHANGED);
	/* dir_utime() sets the times of all folders at the end, the first one's last. */
	if (file->has_mtime)
		mtime_s = file->mtime_s;
	set_attributes(c, file);
	file->mtime_s = mtime_s;
}

/* The call that would have made the entry failed, but those behind it that set owner,
 * mode and time did not: they hit the folder that is in its place. */
static void hit_folder(struct change *c, struct kernel_file *folder, uint32_t mode)
{
	struct kernel_file before = *folder;

	find(c, KERNEL_OVER_FULL_FOLDER);
	set_owner(c, folder);
	folder->mode = KERNEL_FOLDER | (mode & ~(uint32_t)KERNEL_TYPE);
	if (!folder->has_mtime) {
		folder->mtime_s = c->header->mtime_s;
		folder->has_mtime = true;
	}
	if (folder->mode != before.mode || folder->uid != before.uid ||
	    folder->gid != before.gid)
		find(c, KERNEL_FOLDER_CHANGED);
}

static void apply_node(struct change *c)
{
	/* new_encode_dev(MKDEV(…)), and back */
	uint32_t device =
		c->header->rdev_major << RDEV_MINOR_BITS | c->header->rdev_minor;
	uint32_t major = device >> RDEV_MINOR_BITS;
	uint32_t minor = device & NEWC_RDEV_MINOR_MAX;
	uint32_t type = type_of(c->header->mode);
	bool has_number = type == KERNEL_CHAR || type == KERNEL_BLOCK;
	struct kernel_place p;
	struct kernel_file *file;
	const char *linked_to;

	clean(c, type);
	linked_to = find_link(c);
	if (linked_to) {
		(void)make_link(c, linked_to);
		return;
	}
	if (!look(c, &p))
		return;
	file = &c->m->files[p.file];
	if (p.file && type_of(file->mode) != type) {
		hit_folder(c, file, c->header->mode);
		return;
	}
	if (p.file && has_number &&
	    (file->rdev_major != major || file->rdev_minor != minor))
		find(c, KERNEL_NODE_KEPT);
	if (!p.file) {
		file = create(c, &p);
		if (!file)
			return;
		file->rdev_major = has_number ? major : 0;
		file->rdev_minor = has_number ? minor : 0;
	}
	set_attributes(c, file);
}

static void apply_symlink(struct change *c)
{
	struct kernel_place p;
	struct kernel_file *file;

	clean(c, 0);
	if (!look(c, &p))
		return;
	if (p.file) {
		file = &c->m->files[p.file];
		hit_folder(c, file, file->mode);
		return;
	}
	file = create(c, &p);
	if (!file)
		return;
	set_attributes(c, file);
	file->mode = KERNEL_SYMLINK | 0777;
	set_data(c, file);
	file->len = (uint32_t)file->data_len;
}

kernel_findings kernel_model_apply(struct kernel_model *m, const struct kernel_entry *e,
				   uint32_t segment)
{
	/* Those with which the kernel nevertheless takes the entry. */
	const kernel_findings comes_out =
		KERNEL_FOUND(KERNEL_CUT_DATA) | KERNEL_FOUND(KERNEL_CUT_PADDING) |
		KERNEL_FOUND(KERNEL_WRONG_SUM) | KERNEL_FOUND(KERNEL_NO_TYPE);
	struct change c = {
		.m = m,
		.entry = e,
		.header = &e->item.header,
		.segment = segment,
		.found = e->findings,
	};

	if (e->item.is_trailer)
		m->links_tree = 0;
	if (!e->item.path || e->item.is_trailer ||
	    (e->findings & (KERNEL_STOPS | KERNEL_DROPS) & ~comes_out))
		return c.found;
	switch (type_of(c.header->mode)) {
	case KERNEL_FILE:
		apply_file(&c);
		break;
	case KERNEL_FOLDER:
		apply_folder(&c);
		break;
	case KERNEL_SYMLINK:
		apply_symlink(&c);
		break;
	default:
		if (e->findings & KERNEL_FOUND(KERNEL_NO_TYPE))
			clean(&c, type_of(c.header->mode));
		else
			apply_node(&c);
		break;
	}
	return c.found;
}
