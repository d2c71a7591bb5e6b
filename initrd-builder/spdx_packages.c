/* SPDX-License-Identifier: MIT */
#include "initrd-builder/spdx_packages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"
#include "pure/json_write.h"

enum {
	PIECE_MAX = 6 * MANIFEST_PACKAGES_MAX + 256, /* each byte escaped */
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The next of "NAME VERSION, NAME VERSION". */
static size_t next_package(const char **at)
{
	*at += strspn(*at, ", ");
	return strcspn(*at, ",");
}

static int add(struct spdx_packages *p, const char *text, size_t len)
{
	for (size_t i = 0; i < p->len; i++)
		if (strlen(p->list[i]) == len && memcmp(p->list[i], text, len) == 0)
			return 0;
	if (p->len == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 32;
		const char **list = realloc(p->list, cap * sizeof(*list));

		if (!list)
			return -ENOMEM;
		p->list = list;
		p->cap = cap;
	}
	p->list[p->len] = arena_copy(&p->arena, text, len);
	return p->list[p->len++] ? 0 : -ENOMEM;
}

static int add_all(struct spdx_packages *p, const char *packages)
{
	int r = 0;
	size_t len;

	for (const char *at = packages; r == 0 && (len = next_package(&at)) > 0;
	     at += len)
		r = add(p, at, len);
	return r;
}

static int by_path(const void *a, const void *b)
{
	const struct manifest_entry *const *x = a, *const *y = b;
	int r = strcmp((*x)->path, (*y)->path);

	return r ? r : (*x)->segment < (*y)->segment ? -1 : (*x)->segment > (*y)->segment;
}

/* What is told, sorted, so that each entry is found soon. */
static const struct manifest_entry **sorted(const struct manifest *told)
{
	const struct manifest_entry **list =
		calloc(told->len + 1, sizeof(struct manifest_entry *));

	for (size_t i = 0; list && i < told->len; i++)
		list[i] = &told->entries[i];
	if (list)
		qsort(list, told->len, sizeof(struct manifest_entry *), by_path);
	return list;
}

static int find_entry(struct spdx_packages *p, size_t index,
		      const struct manifest_entry *e, const struct manifest *told,
		      const struct manifest_entry *const *list)
{
	const struct manifest_entry *const *found =
		bsearch(&e, list, told->len, sizeof(struct manifest_entry *), by_path);

	if (!found || (*found)->has_digest != e->has_digest ||
	    memcmp((*found)->digest, e->digest, sizeof(e->digest)) != 0)
		return -ENOENT;
	if (!(*found)->packages)
		return 0;
	p->of_entry[index] = (*found)->packages;
	return add_all(p, (*found)->packages);
}

int spdx_packages_find(struct spdx_packages *p, const struct manifest *image,
		       const struct manifest *told, struct reason *why)
{
	const struct manifest_entry **list = sorted(told);
	int r = 0;

	p->of_entry = calloc(image->len + 1, sizeof(const char *));
	if (!list || !p->of_entry)
		r = -ENOMEM;
	for (size_t i = 0; i < image->len && r == 0; i++) {
		r = find_entry(p, i, &image->entries[i], told, list);
		if (r == -ENOENT)
			(void)reason_set(why, r,
					 "the manifest is of another image: '%s' differs",
					 image->entries[i].path);
	}
	free(list);
	if (r == -ENOMEM)
		(void)reason_errno(why, r, "the packages");
	if (r == 0 && p->len > 1)
		qsort(p->list, p->len, sizeof(*p->list), by_text);
	return r;
}

static int append(struct buffer *to, const struct writer *w)
{
	return writer_ok(w) ? buffer_append(to, w->start, w->len) : -ENAMETOOLONG;
}

int spdx_packages_write(const struct spdx_packages *p, struct buffer *to)
{
	char piece[PIECE_MAX], name[MANIFEST_PACKAGES_MAX];
	int r = 0;

	for (size_t i = 0; i < p->len && r == 0; i++) {
		struct writer w = writer_over(piece, sizeof(piece));
		const char *version = strrchr(p->list[i], ' ');

		(void)snprintf(name, sizeof(name), "%.*s",
			       version ? (int)(version - p->list[i]) : -1, p->list[i]);
		writer_printf(&w, ",\n{\"SPDXID\":\"SPDXRef-package-%zu\",\"name\":", i);
		json_write_string(&w, name);
		if (version) {
			writer_text(&w, ",\"versionInfo\":");
			json_write_string(&w, version + 1);
		}
		writer_text(&w, ",\"downloadLocation\":\"NOASSERTION\","
				"\"filesAnalyzed\":false}");
		r = append(to, &w);
	}
	return r;
}

static int relate(const struct spdx_packages *p, size_t entry, const char *text,
		  size_t len, struct buffer *to)
{
	char piece[PIECE_MAX];
	struct writer w = writer_over(piece, sizeof(piece));
	size_t i = 0;

	while (strlen(p->list[i]) != len || memcmp(p->list[i], text, len) != 0)
		i++;
	writer_printf(&w,
		      ",\n{\"spdxElementId\":\"SPDXRef-file-%zu\","
		      "\"relationshipType\":\"GENERATED_FROM\","
		      "\"relatedSpdxElement\":\"SPDXRef-package-%zu\"}",
		      entry, i);
	return append(to, &w);
}

int spdx_packages_relate(const struct spdx_packages *p, size_t entry, struct buffer *to)
{
	const char *at = p->of_entry ? p->of_entry[entry] : NULL;
	size_t len;
	int r = 0;

	for (; at && r == 0 && (len = next_package(&at)) > 0; at += len)
		r = relate(p, entry, at, len, to);
	return r;
}

void spdx_packages_free(struct spdx_packages *p)
{
	arena_free(&p->arena);
	free(p->list);
	free(p->of_entry);
	*p = (struct spdx_packages){ 0 };
}
