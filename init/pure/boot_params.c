/* SPDX-License-Identifier: MIT */
#include "pure/boot_params.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"
#include "pure/identity_map.h"

/* Offsets in the zero page.  What is not named here stays zero. */
enum {
	SCREEN_INFO = 0x000,
	SCREEN_INFO_BYTES = 0x40,
	ACPI_RSDP_ADDR = 0x070,
	EXT_RAMDISK_IMAGE = 0x0c0,
	EXT_RAMDISK_SIZE = 0x0c4,
	EXT_CMD_LINE_PTR = 0x0c8,
	EDID_INFO = 0x140,
	EDID_INFO_BYTES = 0x80,
	EFI_INFO = 0x1c0,
	EFI_INFO_BYTES = 0x20,
	EFI_SYSTAB = 0x1c4,
	EFI_MEMDESC_SIZE = 0x1c8,
	EFI_MEMMAP = 0x1d0,
	EFI_MEMMAP_SIZE = 0x1d4,
	EFI_SYSTAB_HI = 0x1d8,
	EFI_MEMMAP_HI = 0x1dc,
	E820_ENTRIES = 0x1e8,
	SECURE_BOOT = 0x1ec,
	TYPE_OF_LOADER = 0x210,
	LOADFLAGS = 0x211,
	CODE32_START = 0x214,
	RAMDISK_IMAGE = 0x218,
	RAMDISK_SIZE = 0x21c,
	CMD_LINE_PTR = 0x228,
	SETUP_DATA = 0x250,
	E820_TABLE = 0x2d0,
};

enum {
	E820_MAX = 128, /* in the zero page; the rest goes into setup_data */
	E820_ENTRY_BYTES = 20,
	EFI_DESCRIPTOR_BYTES = 48, /* 40 are in use; firmware has 48, too */
	EFI_SETUP_RESERVED_BYTES = 64,
	EFI_TABLE_BYTES =
		4096, /* more than the system table, or 100 configuration tables */
	SETUP_E820_EXT = 1,
	SETUP_EFI = 4,
	SETUP_RNG_SEED = 9,
	LOADER_KEXEC = 0xd0,
	LOADED_HIGH = 1,
	ENTRY_64 = 0x200, /* from the load address */
	ALIGN = 16,
};

#define FOUR_GIB (1ULL << 32)

struct blob {
	const struct boot_params *in;
	struct writer w;
	uint64_t next_setup_data; /* head of the list */
};

static void put32(uint8_t *to, uint64_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static void put64(uint8_t *to, uint64_t value)
{
	put32(to, value);
	put32(to + 4, value >> 32);
}

static uint64_t get32(const uint8_t *from)
{
	return (uint64_t)from[0] | (uint64_t)from[1] << 8 | (uint64_t)from[2] << 16 |
	       (uint64_t)from[3] << 24;
}

static void append32(struct blob *b, uint64_t value)
{
	uint8_t bytes[4];

	put32(bytes, value);
	writer_bytes(&b->w, bytes, sizeof(bytes));
}

static void append64(struct blob *b, uint64_t value)
{
	append32(b, value);
	append32(b, value >> 32);
}

/* The physical address of what is appended next. */
static uint64_t next_address(struct blob *b)
{
	writer_zeroes(&b->w, -b->w.len & (ALIGN - 1));
	return b->in->at.params + b->w.len;
}

/* The head of a setup_data, put in front of the list. */
static void begin_setup_data(struct blob *b, uint32_t type, uint64_t len)
{
	uint64_t here = next_address(b);

	append64(b, b->next_setup_data);
	append32(b, type);
	append32(b, len);
	b->next_setup_data = here;
}

static void put_e820_entry(uint8_t *to, const struct memory_range *range)
{
	put64(to, range->start);
	put64(to + 8, range->end - range->start);
	put32(to + 16, range->type);
}

static void append_e820(struct blob *b)
{
	const struct memory_map *memory = &b->in->firmware->memory;
	uint8_t entry[E820_ENTRY_BYTES];
	size_t i;

	for (i = 0; i < memory->count && i < E820_MAX; i++)
		put_e820_entry(b->w.start + E820_TABLE + i * E820_ENTRY_BYTES,
			       &memory->ranges[i]);
	b->w.start[E820_ENTRIES] = (uint8_t)i;
	if (i == memory->count)
		return;
	begin_setup_data(b, SETUP_E820_EXT, (memory->count - i) * E820_ENTRY_BYTES);
	for (; i < memory->count; i++) {
		put_e820_entry(entry, &memory->ranges[i]);
		writer_bytes(&b->w, entry, sizeof(entry));
	}
}

/* EFI's services go on in the next kernel where the running one has set them up: it must
 * not do so again, so it is told where. */
static void append_efi(struct blob *b)
{
	const struct efi *efi = &b->in->firmware->efi;
	uint8_t *zero_page = b->w.start;

	if (efi->range_count == 0)
		return;
	uint64_t memmap = next_address(b);

	for (size_t i = 0; i < efi->range_count; i++) {
		const struct efi_range *range = &efi->ranges[i];

		append64(b, range->type);
		append64(b, range->physical);
		append64(b, range->virtual);
		append64(b, range->pages);
		append64(b, range->attribute);
		writer_zeroes(&b->w, EFI_DESCRIPTOR_BYTES - 40);
	}
	memcpy(zero_page + EFI_INFO, b->in->firmware->zero_page + EFI_INFO,
	       EFI_INFO_BYTES);
	put32(zero_page + EFI_MEMDESC_SIZE, EFI_DESCRIPTOR_BYTES);
	put32(zero_page + EFI_MEMMAP, memmap);
	put32(zero_page + EFI_MEMMAP_HI, memmap >> 32);
	put32(zero_page + EFI_MEMMAP_SIZE, efi->range_count * EFI_DESCRIPTOR_BYTES);
	zero_page[SECURE_BOOT] = b->in->firmware->zero_page[SECURE_BOOT];

	begin_setup_data(b, SETUP_EFI, 4 * 8 + EFI_SETUP_RESERVED_BYTES);
	append64(b, efi->fw_vendor);
	append64(b, 0);
	append64(b, efi->config_table);
	append64(b, efi->smbios);
	writer_zeroes(&b->w, EFI_SETUP_RESERVED_BYTES);
}

static void append_rest(struct blob *b)
{
	const struct boot_params *in = b->in;
	uint64_t cmdline = next_address(b);

	put32(b->w.start + CMD_LINE_PTR, cmdline);
	put32(b->w.start + EXT_CMD_LINE_PTR, cmdline >> 32);
	writer_bytes(&b->w, in->cmdline, strlen(in->cmdline) + 1);
	append_e820(b);
	append_efi(b);
	if (in->seed) {
		begin_setup_data(b, SETUP_RNG_SEED, BOOT_SEED_BYTES);
		writer_bytes(&b->w, in->seed, BOOT_SEED_BYTES);
	}
	put64(b->w.start + SETUP_DATA, b->next_setup_data);
}

static void fill_zero_page(const struct boot_params *in, uint8_t *page)
{
	const uint8_t *running = in->firmware->zero_page;
	const struct efi *efi = &in->firmware->efi;

	memcpy(page + SCREEN_INFO, running + SCREEN_INFO, SCREEN_INFO_BYTES);
	memcpy(page + EDID_INFO, running + EDID_INFO, EDID_INFO_BYTES);
	memcpy(page + ACPI_RSDP_ADDR, running + ACPI_RSDP_ADDR, 8);
	if (get32(page + ACPI_RSDP_ADDR) == 0 && get32(page + ACPI_RSDP_ADDR + 4) == 0)
		put64(page + ACPI_RSDP_ADDR, efi->acpi20 ? efi->acpi20 : efi->acpi);

	memcpy(page + BZIMAGE_HEADER_AT, in->kernel_head + BZIMAGE_HEADER_AT,
	       in->kernel.header_end - BZIMAGE_HEADER_AT);
	page[TYPE_OF_LOADER] = LOADER_KEXEC;
	page[LOADFLAGS] = LOADED_HIGH;
	put32(page + CODE32_START, in->at.kernel);
	put32(page + RAMDISK_IMAGE, in->at.initrd);
	put32(page + EXT_RAMDISK_IMAGE, in->at.initrd >> 32);
	put32(page + RAMDISK_SIZE, in->initrd_bytes);
	put32(page + EXT_RAMDISK_SIZE, in->initrd_bytes >> 32);
}

/*
 * What early code of the next kernel reads before it has page tables of its own: RAM below
 * 4 GiB, where all of ours is, ACPI, and what leads to EFI's tables.
 */
static int fill_page_tables(const struct boot_params *in, uint8_t *bytes, uint64_t at)
{
	const struct memory_map *memory = &in->firmware->memory;
	const struct efi *efi = &in->firmware->efi;
	const uint8_t *running = in->firmware->zero_page;
	const uint64_t tables[] = {
		get32(running + EFI_SYSTAB) | get32(running + EFI_SYSTAB_HI) << 32,
		efi->config_table,
	};
	struct identity_map map;
	int r = 0;

	identity_map_begin(&map, bytes, at);
	for (size_t i = 0; r == 0 && i < memory->count; i++) {
		const struct memory_range *range = &memory->ranges[i];
		uint64_t end = range->end;

		if (range->type == MEMORY_RAM && end > FOUR_GIB)
			end = FOUR_GIB;
		if ((range->type == MEMORY_RAM || range->type == MEMORY_ACPI ||
		     range->type == MEMORY_NVS) &&
		    range->start < end)
			r = identity_map_add(&map, range->start, end);
	}
	for (size_t i = 0; r == 0 && efi->range_count > 0 && i < ARRAY_LEN(tables); i++)
		if (tables[i] != 0)
			r = identity_map_add(&map, tables[i],
					     tables[i] + EFI_TABLE_BYTES);
	return r;
}

static void put_datum(uint8_t *data, enum trampoline_data what, uint64_t value)
{
	put64(data + (size_t)what * sizeof(value), value);
}

int boot_params_build(const struct boot_params *params, uint8_t *out, size_t cap,
		      size_t *ret_len)
{
	struct blob b = { .in = params, .w = writer_over(out, cap) };
	const size_t page = BOOT_PARAMS_ENTRY;
	uint64_t trampoline = params->at.params + BOOT_PARAMS_ENTRY;
	uint64_t tables = trampoline + page;

	writer_zeroes(&b.w, 2 * page + IDENTITY_MAP_BYTES);
	if (!writer_ok(&b.w) || params->trampoline_len > TRAMPOLINE_MAX)
		return -E2BIG;
	fill_zero_page(params, out);
	uint8_t *code = out + BOOT_PARAMS_ENTRY, *data = code + TRAMPOLINE_DATA;

	memcpy(code, params->trampoline, params->trampoline_len);
	put_datum(data, TRAMPOLINE_ZERO_PAGE, params->at.params);
	put_datum(data, TRAMPOLINE_KERNEL, params->at.kernel + ENTRY_64);
	put_datum(data, TRAMPOLINE_LEVEL5, tables + IDENTITY_MAP_LEVEL5);
	put_datum(data, TRAMPOLINE_LEVEL4, tables + IDENTITY_MAP_LEVEL4);
	int r = fill_page_tables(params, out + 2 * page, tables);

	if (r < 0)
		return r;
	append_rest(&b);
	if (!writer_ok(&b.w))
		return -E2BIG;
	*ret_len = b.w.len;
	return 0;
}
