/* SPDX-License-Identifier: MIT */
#include "sys/firmware_map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/fd.h"
#include "sys/io.h"

enum {
	IOMEM_MAX = 1 << 20, /* a large server's has 50 KiB */
	TEXT_SIZE = 4096,    /* a sysfs file is one page at most */
	PATH_SIZE = 128,
};

int firmware_read_iomem(struct memory_map *ret)
{
	cleanup_with(io_free) uint8_t *text = NULL;
	size_t len;
	int r = io_load_file("/proc/iomem", IOMEM_MAX, &text, &len);

	return r < 0 ? r : memory_map_from_iomem((const char *)text, ret);
}

/* One line of a file, without its end.  Returns its length or -errno. */
static ssize_t read_line(const char *path, char ret[static TEXT_SIZE])
{
	ssize_t n = io_read_file(path, ret, TEXT_SIZE);

	if (n < 0)
		return n;
	ret[strcspn(ret, "\n")] = 0;
	return (ssize_t)strlen(ret);
}

static int read_address(const char *path, uint64_t *ret)
{
	char text[TEXT_SIZE];
	ssize_t n = read_line(path, text);

	return n < 0 ? (int)n : memory_address(text, (size_t)n, ret);
}

/* As firmware described it, before the running kernel cut anything off.  -ENOENT: the
 * kernel was built without, or this is not the beginning of a row. */
static int read_memmap_row(unsigned int row, struct memory_map *map)
{
	char path[PATH_SIZE], name[TEXT_SIZE];
	uint64_t first, last;

	(void)snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/start", row);
	int r = read_address(path, &first);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/end", row);
	r = read_address(path, &last);
	(void)snprintf(path, sizeof(path), "/sys/firmware/memmap/%u/type", row);
	ssize_t n = read_line(path, name);

	if (r < 0 || n < 0)
		return r < 0 ? r : (int)n;
	uint32_t type = memory_type_of(name, (size_t)n);

	/* what the kernel has no name for is better left alone */
	return memory_map_add(map, first, last,
			      type == MEMORY_UNKNOWN ? MEMORY_RESERVED : type);
}

static int read_memory(struct memory_map *ret)
{
	int r = 0;

	ret->count = 0;
	for (unsigned int row = 0; r == 0; row++)
		r = read_memmap_row(row, ret);
	if (r != -ENOENT)
		return r;
	return ret->count > 0 ? 0 : firmware_read_iomem(ret);
}

static int read_efi_row(unsigned int row, struct efi_range *ret)
{
	uint64_t type;
	const struct {
		const char *name;
		uint64_t *value;
	} fields[] = {
		{ "type", &type },
		{ "phys_addr", &ret->physical },
		{ "virt_addr", &ret->virtual },
		{ "num_pages", &ret->pages },
		{ "attribute", &ret->attribute },
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		char path[PATH_SIZE];

		(void)snprintf(path, sizeof(path), "/sys/firmware/efi/runtime-map/%u/%s",
			       row, fields[i].name);
		int r = read_address(path, fields[i].value);

		if (r < 0)
			return r;
	}
	ret->type = (uint32_t)type;
	return 0;
}

static int read_efi(struct efi *ret)
{
	char systab[TEXT_SIZE];
	int r = 0;

	if (access("/sys/firmware/efi", F_OK) < 0)
		return 0;
	/* any of them may be hidden or absent: then it stays 0, as the kernel has it */
	(void)!read_address("/sys/firmware/efi/fw_vendor", &ret->fw_vendor);
	(void)!read_address("/sys/firmware/efi/config_table", &ret->config_table);
	if (io_read_file("/sys/firmware/efi/systab", systab, sizeof(systab)) > 0)
		efi_read_systab(systab, ret);
	while (r == 0) {
		if (ret->range_count == EFI_RANGES_MAX)
			return -E2BIG;
		r = read_efi_row((unsigned int)ret->range_count,
				 &ret->ranges[ret->range_count]);
		if (r == 0)
			ret->range_count++;
	}
	return r == -ENOENT ? 0 : r;
}

int firmware_read(struct firmware *ret)
{
	cleanup_fd int fd = open("/sys/kernel/boot_params/data", O_RDONLY | O_CLOEXEC);

	memset(ret, 0, sizeof(*ret));
	/* a kernel that does not show it only costs the next one its early screen */
	if (fd >= 0 && io_read(fd, ret->zero_page, ZERO_PAGE_BYTES) != ZERO_PAGE_BYTES)
		memset(ret->zero_page, 0, ZERO_PAGE_BYTES);
	int r = read_memory(&ret->memory);

	return r < 0 ? r : read_efi(&ret->efi);
}
