/* SPDX-License-Identifier: MIT */
/* The lines of an oracle's case, but for entries: compression, bytes, and the end. */
#pragma once

#include "initrd-builder/test/oracle.h"

/* Compress what the group holds, in place; some in ways that the kernel does not take. */
static void oracle_end_gzip(struct oracle *o, uint8_t *to, size_t *len)
{
	Bytef text[] = "text", extra[] = { 'B', 'C', 2, 0, 27, 0 };
	gz_header header = { .os = 3 };
	z_stream z = { .next_in = o->bytes.bytes + o->group_at,
		       .avail_in = (uInt)(o->bytes.len - o->group_at),
		       .next_out = to,
		       .avail_out = (uInt)*len };

	if (strstr(o->group, " name"))
		header.name = text;
	if (strstr(o->group, " comment"))
		header.comment = text;
	if (strstr(o->group, " extra")) {
		header.extra = extra;
		header.extra_len = sizeof(extra);
	}
	if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
	    deflateSetHeader(&z, &header) != Z_OK ||
	    deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	*len -= z.avail_out;
	(void)deflateEnd(&z);
	if (strstr(o->group, " badsum"))
		to[*len - 8] ^= 1;
}

/* A frame of one raw block, whose header asks for a window of that many bits. */
static void oracle_end_window(struct oracle *o, uint8_t *to, size_t *len)
{
	size_t content_len = o->bytes.len - o->group_at, block = content_len << 3 | 1;
	unsigned long bits = oracle_field(o->group, " window=", 0);
	const uint8_t head[] = { 0x28,
				 0xb5,
				 0x2f,
				 0xfd,
				 0,
				 (uint8_t)((bits - 10) << 3),
				 (uint8_t)block,
				 (uint8_t)(block >> 8),
				 (uint8_t)(block >> 16) };

	memcpy(to, head, sizeof(head));
	memcpy(to + sizeof(head), o->bytes.bytes + o->group_at, content_len);
	*len = sizeof(head) + content_len;
}

static void oracle_end(struct oracle *o)
{
	size_t len = 2 * (o->bytes.len - o->group_at) + 4096;
	uint8_t *to = malloc(len);

	if (!to)
		abort();
	if (strncmp(o->group, "gzip", 4) == 0)
		oracle_end_gzip(o, to, &len);
	else if (strstr(o->group, " window="))
		oracle_end_window(o, to, &len);
	else
		len = ZSTD_compress(to, len, o->bytes.bytes + o->group_at,
				    o->bytes.len - o->group_at, 3);
	if (ZSTD_isError(len))
		abort();
	o->bytes.len = o->group_at;
	oracle_put(o, to, len);
	free(to);
}

static void oracle_hex(struct oracle *o, const char *digits)
{
	unsigned int byte;

	for (; sscanf(digits, "%2x", &byte) == 1; digits += 2)
		oracle_put(o, &(uint8_t){ (uint8_t)byte }, 1);
}

static void oracle_line(struct oracle *o, const char *line)
{
	size_t n = strtoul(line + strcspn(line, " "), NULL, 10);

	if (strcmp(line, "T") == 0) {
		const char *prefix = o->prefix;

		o->prefix = "";
		oracle_entry(o, "- TRAILER!!! mode=0");
		o->prefix = prefix;
	} else if (strncmp(line, "gzip", 4) == 0 || strncmp(line, "zstd", 4) == 0) {
		o->group_at = o->bytes.len;
		(void)snprintf(o->group, sizeof(o->group), "%s", line);
	} else if (strcmp(line, "end") == 0) {
		oracle_end(o);
	} else if (strncmp(line, "zeroes ", 7) == 0) {
		oracle_zeroes(o, n);
	} else if (strncmp(line, "align ", 6) == 0) {
		oracle_zeroes(o, newc_padding(o->bytes.len, n));
	} else if (strncmp(line, "cut ", 4) == 0) {
		o->bytes.len -= n;
	} else if (strncmp(line, "bytes ", 6) == 0) {
		oracle_put(o, line + 6, strlen(line + 6));
	} else if (strncmp(line, "hex ", 4) == 0) {
		oracle_hex(o, line + 4);
	} else {
		oracle_entry(o, line);
	}
}
