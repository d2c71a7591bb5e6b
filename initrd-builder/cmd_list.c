/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/file.h"
#include "initrd-builder/image.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/unpack.h"

#define IMAGE_MAX ((uint64_t)4 << 30)

/* Segment, codec, type as find(1) has it, mode, owner, links, length. */
static void print_long(const struct image_entry *entry)
{
	const struct newc_header *h = &entry->item.header;
	static const char types[] = "?pc?d?b?f?l?s???";
	(void)printf("%u %s %c %04o %u:%u %u %u ", entry->segment,
		     unpack_codec_name(entry->codec), types[h->mode >> 12 & 15],
		     h->mode & 07777, h->uid, h->gid, h->nlink, h->data_len);
}

static int print_entry(void *context, const struct image_entry *entry)
{
	const bool *is_long = context;
	const struct newc_item *item = &entry->item;
	char text[NEWC_PATH_MAX];

	if (*is_long)
		print_long(entry);
	text_sanitize(text, sizeof(text), item->path, strlen(item->path));
	(void)fputs(text, stdout);
	if (*is_long && (item->header.mode & S_IFMT) == S_IFLNK) {
		text_sanitize(text, sizeof(text), (const char *)item->data,
			      item->header.data_len);
		(void)printf(" -> %s", text);
	}
	(void)putchar('\n');
	return 0;
}

int cmd_list(int argc, char **argv)
{
	static const struct option known[] = { { "long", no_argument, NULL, 'l' },
					       { 0 } };
	cleanup_buffer struct buffer image = { 0 };
	bool is_long = false;
	struct reason why;
	int option;

	while ((option = getopt_long(argc, argv, "l", known, NULL)) != -1) {
		if (option != 'l')
			return cmd_usage(stderr);
		is_long = true;
	}
	if (argc - optind != 1)
		return cmd_usage(stderr);
	if (file_read_all(argv[optind], IMAGE_MAX, &image, &why) != 0 ||
	    image_walk(image.bytes, image.len, print_entry, &is_long, &why) != 0)
		return cmd_complain(why.text);
	return 0;
}
