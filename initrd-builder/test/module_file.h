/* SPDX-License-Identifier: MIT */
/* A file as small as a kernel module can be: ELF's header, .modinfo, the names of the
 * sections, and three section headers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	MODULE_FILE_MAX = 2048,
};

struct module_file {
	uint8_t bytes[MODULE_FILE_MAX];
	size_t len;
	bool is_64, is_big;
};

static inline void module_put(struct module_file *m, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		m->bytes[m->len++] =
			(uint8_t)(value >> 8 * (m->is_big ? len - 1 - i : i));
}

static inline void module_put_section(struct module_file *m, uint32_t name, uint64_t at,
				      uint64_t len)
{
	size_t word = m->is_64 ? 8 : 4;

	module_put(m, name, 4);
	module_put(m, 1, 4); /* SHT_PROGBITS */
	module_put(m, 0, word);
	module_put(m, 0, word);
	module_put(m, at, word);
	module_put(m, len, word);
	module_put(m, 0, 8);
	module_put(m, 0, word);
	module_put(m, 0, word);
}

/* @info has the fields, each with its NUL. */
static inline struct module_file module_file_with(const void *info, size_t info_len,
						  bool is_64, bool is_big)
{
	static const char names[] = "\0.modinfo\0.shstrtab";
	struct module_file m = { .is_64 = is_64, .is_big = is_big };
	size_t word = is_64 ? 8 : 4, header_len = is_64 ? 64 : 52;
	size_t names_at = header_len + info_len;
	size_t sections_at = names_at + sizeof(names);

	memcpy(m.bytes, "\177ELF", 4);
	m.bytes[4] = is_64 ? 2 : 1;
	m.bytes[5] = is_big ? 2 : 1;
	m.bytes[6] = 1;
	m.len = 16;
	module_put(&m, 1, 2); /* ET_REL */
	module_put(&m, is_64 ? 62 : 20, 2);
	module_put(&m, 1, 4);
	module_put(&m, 0, word);
	module_put(&m, 0, word);
	module_put(&m, sections_at, word);
	module_put(&m, 0, 4);
	module_put(&m, header_len, 2);
	module_put(&m, 0, 4);
	module_put(&m, is_64 ? 64 : 40, 2);
	module_put(&m, 3, 2);
	module_put(&m, 2, 2);
	memcpy(m.bytes + m.len, info, info_len);
	memcpy(m.bytes + names_at, names, sizeof(names));
	m.len = sections_at;
	module_put_section(&m, 0, 0, 0);
	module_put_section(&m, 1, header_len, info_len);
	module_put_section(&m, 10, names_at, sizeof(names));
	return m;
}
