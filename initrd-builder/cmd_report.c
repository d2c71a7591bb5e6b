/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/report.h"
#include "initrd-builder/spdx.h"
#include "initrd-builder/unpack.h"
#include "pure/json_write.h"

enum {
	JSON_PATH_MAX = 6 * NEWC_PATH_MAX + 3, /* every byte escaped, quotes, NUL */
};

static unsigned long long number(uint64_t value)
{
	return value;
}

static void print_report(const struct report *r, size_t files_max)
{
	char path[NEWC_PATH_MAX];

	(void)printf("%12s %12s %8s  segment\n", "stored", "unpacked", "entries");
	for (size_t i = 0; i < r->manifest.segments_len; i++) {
		const struct manifest_segment *s = &r->manifest.segments[i];

		(void)printf("%12llu %12llu %8u  %u %s\n", number(s->stored_bytes),
			     number(s->unpacked_bytes), s->entries, s->number,
			     unpack_codec_name(s->codec));
	}
	if (r->manifest.bootconfig_bytes > 0)
		(void)printf("%12llu %12s %8s  boot configuration\n",
			     number(r->manifest.bootconfig_bytes), "-", "-");
	(void)printf("%12s %12s %8s  group\n", "stored", "unpacked", "entries");
	for (size_t i = 0; i < r->groups_len; i++) {
		const struct report_group *g = &r->groups[i];

		(void)printf("%12llu %12llu %8u  %s\n", number(g->stored_bytes),
			     number(g->unpacked_bytes), g->entries, g->name);
	}
	if (files_max > 0)
		(void)printf("%12s %12s %8s  path\n", "stored", "unpacked", "segment");
	for (size_t i = 0; i < r->len && i < files_max; i++) {
		const struct report_entry *e = &r->entries[i];

		text_sanitize(path, sizeof(path), e->entry->path, strlen(e->entry->path));
		(void)printf("%12llu %12llu %8u  %s\n", number(e->stored_bytes),
			     number(e->unpacked_bytes), e->entry->segment, path);
	}
}

static void print_json_entry(const struct report_entry *e, bool is_first)
{
	char path[JSON_PATH_MAX];
	struct writer w = writer_over(path, sizeof(path));

	json_write_string(&w, e->entry->path);
	(void)printf("%s\n{\"path\":%s,\"segment\":%u,\"type\":\"%s\",\"group\":\"%s\","
		     "\"stored\":%llu,\"unpacked\":%llu}",
		     is_first ? "" : ",", path, e->entry->segment,
		     manifest_type_name(e->entry->mode), e->group,
		     number(e->stored_bytes), number(e->unpacked_bytes));
}

static void print_json(const struct report *r, size_t files_max)
{
	(void)printf("{\"format\":\"mkinitrd-report-1\",\"segments\":[");
	for (size_t i = 0; i < r->manifest.segments_len; i++) {
		const struct manifest_segment *s = &r->manifest.segments[i];

		(void)printf("%s\n{\"number\":%u,\"codec\":\"%s\",\"stored\":%llu,"
			     "\"unpacked\":%llu,\"entries\":%u}",
			     i ? "," : "", s->number, unpack_codec_name(s->codec),
			     number(s->stored_bytes), number(s->unpacked_bytes),
			     s->entries);
	}
	(void)printf("\n],\"bootconfig\":%llu,\"groups\":[",
		     number(r->manifest.bootconfig_bytes));
	for (size_t i = 0; i < r->groups_len; i++) {
		const struct report_group *g = &r->groups[i];

		(void)printf("%s\n{\"group\":\"%s\",\"stored\":%llu,\"unpacked\":%llu,"
			     "\"entries\":%u}",
			     i ? "," : "", g->name, number(g->stored_bytes),
			     number(g->unpacked_bytes), g->entries);
	}
	(void)printf("\n],\"entries\":[");
	for (size_t i = 0; i < r->len && i < files_max; i++)
		print_json_entry(&r->entries[i], i == 0);
	(void)printf("\n]}\n");
}

enum report_form {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_SPDX,
};

struct report_wish {
	const char *path, *manifest;
	enum report_form form;
	uint64_t files_max;
	uint32_t epoch;
};

static int print_spdx(const struct buffer *image, const struct report_wish *wish)
{
	cleanup_buffer struct buffer text = { 0 };
	cleanup_manifest struct manifest m = { 0 };
	const char *slash = strrchr(wish->path, '/');
	const struct spdx_facts facts = {
		.name = slash ? slash + 1 : wish->path,
		.epoch = wish->epoch,
		.packages = wish->manifest ? &m : NULL,
	};
	struct reason why;

	if (wish->manifest && cmd_read_manifest(wish->manifest, &m, &why) != 0)
		return cmd_complain(why.text);
	if (spdx_write(image->bytes, image->len, &facts, &text, &why) != 0)
		return cmd_complain(why.text);
	(void)fwrite(text.bytes, 1, text.len, stdout);
	return 0;
}

static int report_on(const struct report_wish *wish)
{
	cleanup_buffer struct buffer image = { 0 };
	cleanup_report struct report report = { 0 };
	struct reason why;

	if (cmd_read(wish->path, &image, &why) != 0)
		return cmd_complain(why.text);
	if (wish->form == REPORT_SPDX)
		return print_spdx(&image, wish);
	if (report_make(image.bytes, image.len, &report, &why) != 0)
		return cmd_complain(why.text);
	if (wish->form == REPORT_JSON)
		print_json(&report, (size_t)wish->files_max);
	else
		print_report(&report, (size_t)wish->files_max);
	return 0;
}

int cmd_report(int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "spdx", no_argument, NULL, 's' },
		{ "top", required_argument, NULL, 't' },
		{ "epoch", required_argument, NULL, 'e' },
		{ "manifest", required_argument, NULL, 'm' },
		{ 0 },
	};
	struct report_wish wish = { .form = REPORT_TEXT, .files_max = SIZE_MAX };
	const char *epoch_text = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'j')
			wish.form = REPORT_JSON;
		else if (option == 's')
			wish.form = REPORT_SPDX;
		else if (option == 'e')
			epoch_text = optarg;
		else if (option == 'm')
			wish.manifest = optarg;
		else if (option != 't' || text_to_u64(optarg, strlen(optarg), SIZE_MAX,
						      &wish.files_max) != 0)
			return cmd_usage(stderr);
	}
	if (argc - optind != 1 || cmd_epoch(epoch_text, &wish.epoch) != 0)
		return cmd_usage(stderr);
	wish.path = argv[optind];
	return report_on(&wish);
}
