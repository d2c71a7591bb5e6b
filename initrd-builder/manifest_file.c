/* SPDX-License-Identifier: MIT */
/* A manifest as a file: JSON that is also good to read and to compare line by line. */
#include <errno.h>
#include <string.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"

/* Changes with what a reader of an older one could misunderstand. */
#define FORMAT "mkinitrd-manifest-1"

enum {
	SEGMENT_LINE_MAX = 256,
	ENTRIES_MAX = 4 * 1024 * 1024, /* some kernels' trees; each takes memory */
};

static int append_text(struct buffer *to, const char *text)
{
	return buffer_append(to, text, strlen(text));
}

static int write_segment(const struct manifest_segment *s, struct buffer *to)
{
	char line[SEGMENT_LINE_MAX], library[COMPRESSION_LIBRARY_MAX];

	(void)snprintf(
		line, sizeof(line),
		"{\"number\":%u,\"codec\":\"%s\",\"library\":\"%s\",\"stored\":%llu,"
		"\"unpacked\":%llu,\"entries\":%u}",
		s->number, unpack_codec_name(s->codec),
		compression_library(s->codec, library),
		(unsigned long long)s->stored_bytes,
		(unsigned long long)s->unpacked_bytes, s->entries);
	return append_text(to, line);
}

static int write_entry(const struct manifest_entry *e, struct buffer *to)
{
	int r = buffer_reserve(to, MANIFEST_ENTRY_MAX);

	if (r != 0)
		return r;
	struct writer w = writer_over(to->bytes + to->len, MANIFEST_ENTRY_MAX);

	manifest_write_entry(&w, e);
	to->len += w.len;
	return writer_ok(&w) ? 0 : -ENAMETOOLONG;
}

int manifest_write(const struct manifest *m, struct buffer *to)
{
	int r = append_text(to, "{\"format\":\"" FORMAT "\",\"segments\":[");

	for (size_t i = 0; i < m->segments_len && r == 0; i++) {
		r = append_text(to, i ? ",\n" : "\n");
		if (r == 0)
			r = write_segment(&m->segments[i], to);
	}
	if (r == 0)
		r = append_text(to, "\n],\"entries\":[");
	for (size_t i = 0; i < m->len && r == 0; i++) {
		r = append_text(to, i ? ",\n" : "\n");
		if (r == 0)
			r = write_entry(&m->entries[i], to);
	}
	return r ? r : append_text(to, "\n]}\n");
}

static int read_entries(struct json *j, struct manifest *m)
{
	static struct manifest_texts texts;
	struct manifest_entry e = { 0 };
	int r = 0;

	json_array(j);
	while (r == 0 && json_element(j)) {
		manifest_read_entry(j, &texts, &e);
		if (m->len == ENTRIES_MAX)
			return -EFBIG;
		if (cursor_ok(&j->in))
			r = manifest_add(m, &e);
	}
	return r;
}

static int read_all(struct json *j, struct manifest *m)
{
	char key[JSON_KEY_MAX], format[sizeof(FORMAT)] = "";
	int r = 0;

	json_object(j);
	while (r == 0 && json_key(j, key)) {
		if (strcmp(key, "format") == 0)
			json_string(j, format, sizeof(format));
		else if (strcmp(key, "entries") == 0)
			r = read_entries(j, m);
		else
			json_skip(j);
	}
	if (r != 0)
		return r;
	return json_end(j) && strcmp(format, FORMAT) == 0 ? 0 : -EBADMSG;
}

int manifest_read(const void *text, size_t len, struct manifest *ret, struct reason *why)
{
	struct json j = json_over(text, len);
	struct manifest m = { 0 };
	int r = read_all(&j, &m);

	if (r == 0) {
		*ret = m;
		return 0;
	}
	manifest_free(&m);
	if (r == -EBADMSG)
		return reason_set(why, r, "is no manifest of mkinitrd's (byte %zu)",
				  json_at(&j));
	return reason_errno(why, r, "byte %zu", json_at(&j));
}
