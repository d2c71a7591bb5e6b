/* SPDX-License-Identifier: MIT */
#include "step/source_archive.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "step/parser.h"

struct script {
	const char *name;
	bool restores; /* what the host left: nixos-images' installer does */
	int (*parse)(const struct parser_input *in, struct kexec_boot *ret,
		     struct failure *why);
};

/* nixpkgs' and nixos-images' */
static const struct script scripts[] = {
	{ "kexec-boot", false, parser_kexec_boot },
	{ "run", true, parser_run },
};

static struct members members; /* 17 KiB; a loader reads one archive at a time */

static const char *basename_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const struct member *find_script(const struct script **ret)
{
	for (size_t s = 0; s < ARRAY_LEN(scripts); s++)
		for (uint32_t i = 0; i < members.count; i++) {
			const struct member *m = &members.list[i];

			*ret = &scripts[s];
			if (m->type == MEMBER_FILE &&
			    strcmp(basename_of(m->path), scripts[s].name) == 0)
				return m;
		}
	return NULL;
}

/* The file @name in the same folder as @beside. */
static int find_file(const struct acquire *a, const struct member *beside,
		     const char *name, const struct member **ret, struct failure *why)
{
	char path[MEMBER_PATH_MAX];
	size_t folder_len = (size_t)(basename_of(beside->path) - beside->path);
	int n = snprintf(path, sizeof(path), "%.*s%s", (int)folder_len, beside->path,
			 name);

	*ret = n > 0 && (size_t)n < sizeof(path) ? members_find(&members, path) : NULL;
	if (!*ret)
		return failure_set(why, FAILURE_SOURCE_ARCHIVE, a->url, "it has no '%s'",
				   name);
	if ((*ret)->type != MEMBER_FILE)
		return failure_set(why, FAILURE_SOURCE_ARCHIVE, a->url,
				   "'%s' is no file but a link", path);
	return 0;
}

static int read_script(const struct acquire *a, const struct memory *archive,
		       const struct member **ret, struct kexec_boot *boot,
		       bool *ret_restores, struct failure *why)
{
	const struct script *script = NULL;
	int r = parser_tar(&(struct parser_input){ a->url, archive->bytes, archive->len },
			   &members, why);

	if (r < 0)
		return r;
	*ret = find_script(&script);
	if (!*ret)
		return failure_set(why, FAILURE_SOURCE_ARCHIVE, a->url,
				   "it has neither kexec-boot nor run");
	*ret_restores = script->restores;
	return script->parse(&(struct parser_input){ script->name,
						     archive->bytes + (*ret)->offset,
						     (*ret)->len },
			     boot, why);
}

int source_archive(const struct acquire *a, struct memory *archive, struct image *ret,
		   struct failure *why)
{
	static struct kexec_boot boot;
	const struct member *script = NULL, *kernel = NULL, *initrd = NULL;
	int r = read_script(a, archive, &script, &boot, &ret->restores, why);

	if (r == 0 && !ret->restores)
		r = acquire_check_reach(a, why);
	if (r == 0)
		r = find_file(a, script, boot.kernel, &kernel, why);
	if (r == 0)
		r = find_file(a, script, boot.initrd, &initrd, why);
	if (r < 0 || !kernel || !initrd)
		return r;
	r = acquire_check_ram(a, kernel->len, 0, "the kernel", why);
	if (r == 0)
		r = acquire_move_out(archive, kernel->offset, kernel->len, &ret->kernel,
				     why);
	if (r == 0)
		r = acquire_move_out(archive, initrd->offset, initrd->len, &ret->initrd,
				     why);
	if (r == 0)
		memcpy(ret->cmdline, boot.cmdline, sizeof(ret->cmdline));
	return r;
}
