/* SPDX-License-Identifier: MIT */
/*
 * Archives of odd shapes from lines of text (oracle.txt says how they look): what real
 * kernels have been asked about, and what is asked again.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include "base/attr.h"
#include "initrd-builder/buffer.h"
#include "pure/newc.h"

/* An image under construction; @in_group is where the bytes of "gzip" or "zstd" begin. */
struct oracle {
	struct buffer bytes;
	const char *prefix; /* of all names, with a slash; or "" */
	size_t group_at;
	char group[64];
};

static void oracle_put(struct oracle *o, const void *bytes, size_t len)
{
	if (buffer_append(&o->bytes, bytes, len) != 0)
		abort();
}

static void oracle_zeroes(struct oracle *o, size_t len)
{
	if (buffer_append_zeroes(&o->bytes, len) != 0)
		abort();
}

/* A word as it stands; "*3x" is xxx, "-" nothing, "\" a NUL, "%" the prefix's folder. */
static size_t oracle_word(const struct oracle *o, const char *word, char *to)
{
	size_t len = 0, times = 0;

	if (word[0] == '*') {
		char *end;

		times = strtoul(word + 1, &end, 10);
		memset(to, *end, times);
		return times;
	}
	if (strcmp(word, "-") == 0)
		return 0;
	for (; *word; word++) {
		if (*word == '%' && o->prefix[0]) {
			to[len++] = '/';
			memcpy(to + len, o->prefix, strlen(o->prefix) - 1);
			len += strlen(o->prefix) - 1;
		} else if (*word != '%') {
			to[len++] = *word == '\\' ? '\0' : *word;
		}
	}
	return len;
}

static unsigned long oracle_field(const char *line, const char *key, unsigned long other)
{
	const char *at = strstr(line, key);

	return at ? strtoul(at + strlen(key), NULL, 0) : other;
}

/* "f NAME DATA [ field=N]…" */
static void oracle_entry(struct oracle *o, const char *line)
{
	static const char types[] = "-pc?d?b?f?l?s???";
	static char name[16384], data[16384], word[2][8192];
	char header[NEWC_HEADER_LEN + 1], type = line[0];
	unsigned long perm = type == 'd' ? 0755 : type == 'l' ? 0777 : 0644;
	size_t name_len = strlen(o->prefix), data_len;
	const char *magic = strstr(line, " sum=") ? "070702" : "070701";

	word[1][0] = '\0';
	(void)sscanf(line + 2, "%8191s %8191s", word[0], word[1]);
	if (strchr(word[1], '='))
		word[1][0] = '\0';
	memcpy(name, o->prefix, name_len);
	name_len += oracle_word(o, word[0], name + name_len);
	name[name_len++] = '\0';
	if (strstr(line, " nonul"))
		name_len--;
	memset(name + name_len, 0, oracle_field(line, " pad=", 0));
	name_len += oracle_field(line, " pad=", 0);
	data_len = oracle_word(o, word[1], data);
	(void)snprintf(
		header, sizeof(header),
		"%s%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX%08lX",
		strstr(line, " odc") ? "070707" : magic, oracle_field(line, " ino=", 0),
		(unsigned long)(strchr(types, type) - types) % 16 << 12 |
			oracle_field(line, " mode=", perm),
		oracle_field(line, " uid=", 0), oracle_field(line, " gid=", 0),
		oracle_field(line, " nlink=", type == 'd' ? 2 : 1),
		oracle_field(line, " mtime=", 0), oracle_field(line, " size=", data_len),
		oracle_field(line, " dev=", 0), oracle_field(line, " devmin=", 0),
		oracle_field(line, " major=", 0), oracle_field(line, " minor=", 0),
		(unsigned long)name_len, oracle_field(line, " sum=", 0));
	for (char *c = header; strstr(line, " lower") && *c; c++)
		*c = (char)(*c | ' '); /* leaves digits as they are */
	if (strstr(line, " junk"))
		memcpy(header + 22, "0x000007", 8);
	oracle_put(o, header, NEWC_HEADER_LEN);
	oracle_put(o, name, name_len);
	oracle_zeroes(o, newc_padding(NEWC_HEADER_LEN + name_len, NEWC_ALIGN));
	oracle_put(o, data, data_len);
	oracle_zeroes(o, newc_padding(data_len, NEWC_ALIGN));
}
