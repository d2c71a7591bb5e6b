/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int look(void *context, const struct image_entry *e)
{
	const struct image_limits *limits = context;

	/* All that an entry points at is there. */
	for (size_t i = 0; i < e->data_len; i++)
		if (*(volatile const uint8_t *)&e->item.data[i] == 0xff)
			break;
	if (e->data_len > limits->bytes || e->findings >> KERNEL_FINDINGS != 0)
		__builtin_trap();
	return 0;
}

/* An initrd by whoever made it: archives, compressed and not, a boot configuration. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct image_limits limits = { .bytes = 1 << 20, .entries = 256 };
	cleanup_image struct image image = { 0 };
	struct reason why;

	if (buffer_append(&image.file, data, len) == 0)
		(void)!image_scan(&image, &limits, look, &limits, &why);
	return 0;
}
