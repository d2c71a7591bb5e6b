/* SPDX-License-Identifier: MIT */
#include "initrd-builder/spdx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/image.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/sha1.h"
#include "initrd-builder/spdx_packages.h"
#include "pure/json_write.h"
#include "sys/digest.h"

enum {
	PIECE_MAX = 6 * NEWC_PATH_MAX + 1024, /* a path with every byte escaped */
};

struct sha1_text {
	char hex[SHA1_HEX_SIZE];
};

struct document {
	const struct manifest *manifest; /* in the order of the image */
	struct sha1_text *sha1;          /* of each entry that is a file with data */
	size_t len;
	struct spdx_packages packages;
};

static int take_sha1(void *context, const struct image_entry *from)
{
	struct document *d = context;
	uint8_t digest[SHA1_BYTES];

	sha1_of(from->item.data, from->item.header.data_len, digest);
	text_to_hex(digest, sizeof(digest), d->sha1[d->len++].hex);
	return 0;
}

/* A hard link's name without data is no file of its own. */
static bool is_file(const struct manifest_entry *e)
{
	return S_ISREG(e->mode) && (e->nlink < 2 || e->data_len > 0);
}

static int by_hex(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct sha1_text));
}

/* SPDX 2.3, 7.9.5: the SHA-1 of all files' SHA-1 in order, as one text. */
static int verification_code(const struct document *d, char ret[static SHA1_HEX_SIZE])
{
	struct sha1_text *sorted = calloc(d->len + 1, sizeof(*sorted));
	cleanup_buffer struct buffer all = { 0 };
	uint8_t digest[SHA1_BYTES];
	size_t len = 0;
	int r = sorted ? 0 : -ENOMEM;

	for (size_t i = 0; i < d->len && r == 0; i++)
		if (is_file(&d->manifest->entries[i]))
			sorted[len++] = d->sha1[i];
	if (r == 0 && len > 1)
		qsort(sorted, len, sizeof(*sorted), by_hex);
	for (size_t i = 0; i < len && r == 0; i++)
		r = buffer_append(&all, sorted[i].hex, SHA1_HEX_SIZE - 1);
	free(sorted);
	if (r != 0)
		return r;
	sha1_of(all.bytes, all.len, digest);
	text_to_hex(digest, sizeof(digest), ret);
	return 0;
}

/* Append what @w has; a piece that did not fit is an error. */
static int append(struct buffer *to, const struct writer *w)
{
	return writer_ok(w) ? buffer_append(to, w->start, w->len) : -ENAMETOOLONG;
}

static int write_head(const struct document *d, const struct spdx_facts *facts,
		      const char *sha256, struct buffer *to)
{
	char piece[PIECE_MAX], code[SHA1_HEX_SIZE];
	struct writer w = writer_over(piece, sizeof(piece));
	time_t seconds = (time_t)facts->epoch;
	char created[sizeof("2106-02-07T06:28:15Z")] = "";
	struct tm parts;
	int r = verification_code(d, code);

	if (r != 0)
		return r;
	if (!gmtime_r(&seconds, &parts) ||
	    strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		return -ERANGE;
	writer_text(&w, "{\"spdxVersion\":\"SPDX-2.3\",\"dataLicense\":\"CC0-1.0\","
			"\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":");
	json_write_string(&w, facts->name);
	/* Unique as the standard wants it, and the same for the same image. */
	writer_printf(&w,
		      ",\n\"documentNamespace\":\"https://spdx.org/spdxdocs/initrd-%s\","
		      "\n\"creationInfo\":{\"created\":\"%s\",\"creators\":"
		      "[\"Tool: mkinitrd-" TAKEOVER_VERSION "\"]},\n"
		      "\"packages\":[{\"SPDXID\":\"SPDXRef-initrd\",\"name\":",
		      sha256, created);
	json_write_string(&w, facts->name);
	writer_printf(
		&w,
		",\"downloadLocation\":\"NOASSERTION\",\"filesAnalyzed\":true,"
		"\"packageVerificationCode\":"
		"{\"packageVerificationCodeValue\":\"%s\"},"
		"\"checksums\":[{\"algorithm\":\"SHA256\",\"checksumValue\":\"%s\"}]}",
		code, sha256);
	r = append(to, &w);
	if (r == 0)
		r = spdx_packages_write(&d->packages, to);
	return r ? r : buffer_append(to, "],\n\"files\":[", strlen("],\n\"files\":["));
}

static int write_file(const struct document *d, size_t index, bool is_first,
		      struct buffer *to)
{
	const struct manifest_entry *e = &d->manifest->entries[index];
	char piece[PIECE_MAX], path[NEWC_PATH_MAX + 2], sha256[SHA256_HEX_SIZE];
	struct writer w = writer_over(piece, sizeof(piece));

	(void)snprintf(path, sizeof(path), "./%s", manifest_plain_path(e->path));
	text_to_hex(e->digest, sizeof(e->digest), sha256);
	writer_printf(&w, "%s\n{\"SPDXID\":\"SPDXRef-file-%zu\",\"fileName\":",
		      is_first ? "" : ",", index);
	json_write_string(&w, path);
	writer_printf(&w,
		      ",\"checksums\":[{\"algorithm\":\"SHA1\",\"checksumValue\":\"%s\"},"
		      "{\"algorithm\":\"SHA256\",\"checksumValue\":\"%s\"}]}",
		      d->sha1[index].hex, sha256);
	return append(to, &w);
}

static int write_files(const struct document *d, struct buffer *to)
{
	bool is_first = true;
	int r = 0;

	for (size_t i = 0; i < d->len && r == 0; i++) {
		if (!is_file(&d->manifest->entries[i]))
			continue;
		r = write_file(d, i, is_first, to);
		is_first = false;
	}
	return r;
}

static int write_relationships(const struct document *d, struct buffer *to)
{
	static const char first[] =
		"\n],\n\"relationships\":[\n{\"spdxElementId\":\"SPDXRef-DOCUMENT\","
		"\"relationshipType\":\"DESCRIBES\","
		"\"relatedSpdxElement\":\"SPDXRef-initrd\"}";
	static const char last[] = "\n]}\n";
	char piece[256];
	int r = buffer_append(to, first, sizeof(first) - 1);

	for (size_t i = 0; i < d->len && r == 0; i++) {
		struct writer w = writer_over(piece, sizeof(piece));

		if (!is_file(&d->manifest->entries[i]))
			continue;
		writer_printf(&w,
			      ",\n{\"spdxElementId\":\"SPDXRef-initrd\","
			      "\"relationshipType\":\"CONTAINS\","
			      "\"relatedSpdxElement\":\"SPDXRef-file-%zu\"}",
			      i);
		r = append(to, &w);
		if (r == 0)
			r = spdx_packages_relate(&d->packages, i, to);
	}
	return r ? r : buffer_append(to, last, sizeof(last) - 1);
}

static int write_document(const struct document *d, const struct spdx_facts *facts,
			  const char *sha256, struct buffer *to)
{
	int r = write_head(d, facts, sha256, to);

	if (r == 0)
		r = write_files(d, to);
	return r ? r : write_relationships(d, to);
}

int spdx_write(const void *image, size_t len, const struct spdx_facts *facts,
	       struct buffer *to, struct reason *why)
{
	cleanup_manifest struct manifest m = { 0 };
	struct document d = { .manifest = &m };
	char hex[SHA256_HEX_SIZE];
	uint8_t digest[SHA256_BYTES];
	int r = manifest_from_image(image, len, NULL, &m, why);

	if (r != 0)
		return r;
	d.sha1 = calloc(m.len + 1, sizeof(*d.sha1));
	if (!d.sha1)
		return reason_errno(why, -ENOMEM, "the document");
	digest_of(image, len, digest);
	text_to_hex(digest, sizeof(digest), hex);
	r = image_walk(image, len, take_sha1, &d, why);
	if (r == 0 && facts->packages)
		r = spdx_packages_find(&d.packages, &m, facts->packages, why);
	if (r == 0) {
		r = write_document(&d, facts, hex, to);
		if (r != 0)
			(void)reason_errno(why, r, "the document");
	}
	spdx_packages_free(&d.packages);
	free(d.sha1);
	return r;
}
