/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "pure/kernel_model.h"

enum {
	ENTRIES_MAX = 256, /* a small memory is zeroed sooner */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Every name stands in a folder, and is found again by its path. */
static void check_tree(struct kernel_model *m)
{
	char path[NEWC_PATH_MAX];
	uint32_t name = 0, count = 0;

	kernel_model_sort(m);
	while ((name = kernel_model_next(m, name))) {
		struct kernel_place p;

		if (++count > m->names_len)
			__builtin_trap();
		if (kernel_model_path(m, name, path, sizeof(path)) != 0)
			continue;
		if (kernel_lookup(m, path, KERNEL_KEEP_SYMLINK, &p) != 0 ||
		    p.name != name || p.file != m->names[name].file)
			__builtin_trap();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct kernel_reader r = kernel_read_from(data, len, len % 2 == 0);
	void *memory = calloc(1, kernel_model_memory_len(ENTRIES_MAX));
	struct kernel_model m;
	struct kernel_entry e;

	if (!memory)
		return 0;
	kernel_model_begin(&m, memory, ENTRIES_MAX);
	m.makes_folders = len % 3 == 0;
	while (!m.is_full && kernel_next(&r, &e) == 1) {
		(void)kernel_model_apply(&m, &e, 1);
		if (e.findings & KERNEL_STOPS)
			break;
	}
	if (!m.is_full)
		check_tree(&m);
	free(memory);
	return 0;
}
