/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "initrd-builder/buffer.h"
#include "initrd-builder/cmd.h"
#include "initrd-builder/manifest.h"
#include "initrd-builder/reason.h"

enum {
	FILE_NAME_MAX = 4096,
};

static void print_entry(const struct manifest_entry *e)
{
	char packages[MANIFEST_PACKAGES_MAX] = "";
	char path[NEWC_PATH_MAX], origin[MANIFEST_ORIGIN_MAX] = "not known";

	text_sanitize(path, sizeof(path), e->path, strlen(e->path));
	if (e->packages)
		text_sanitize(packages, sizeof(packages), e->packages,
			      strlen(e->packages));
	if (e->origin)
		text_sanitize(origin, sizeof(origin), e->origin, strlen(e->origin));
	(void)printf("%s: %s of segment %u: %s%s%s\n", path, manifest_type_name(e->mode),
		     e->segment, origin, packages[0] ? "; made of " : "", packages);
}

static int explain(const char *manifest_path, const char *path)
{
	cleanup_manifest struct manifest m = { 0 };
	const char *wanted = manifest_plain_path(path);
	char text[NEWC_PATH_MAX];
	bool is_found = false;
	struct reason why;

	if (cmd_read_manifest(manifest_path, &m, &why) != 0)
		return cmd_complain(why.text);
	for (size_t i = 0; i < m.len; i++) {
		if (strcmp(manifest_plain_path(m.entries[i].path), wanted) != 0)
			continue;
		print_entry(&m.entries[i]);
		is_found = true;
	}
	if (is_found)
		return 0;
	text_sanitize(text, sizeof(text), path, strlen(path));
	(void)reason_set(&why, -ENOENT, "'%s' is not in '%s'", text, manifest_path);
	return cmd_complain(why.text);
}

int cmd_explain(int argc, char **argv)
{
	static const struct option known[] = {
		{ "manifest", required_argument, NULL, 'm' },
		{ 0 },
	};
	const char *manifest = NULL;
	char beside[FILE_NAME_MAX];
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option != 'm')
			return cmd_usage(stderr);
		manifest = optarg;
	}
	if (argc - optind != (manifest ? 1 : 2))
		return cmd_usage(stderr);
	if (!manifest) {
		if (snprintf(beside, sizeof(beside), "%s.json", argv[optind++]) >=
		    (int)sizeof(beside))
			return cmd_complain("the image's path is too long");
		manifest = beside;
	}
	return explain(manifest, argv[optind]);
}
