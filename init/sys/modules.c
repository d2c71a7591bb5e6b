/* SPDX-License-Identifier: MIT */
#include "sys/modules.h"

#include <errno.h>
#include <libkmod.h>

int modules_open(struct kmod_ctx **ret)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);

	if (!ctx)
		return -ENOMEM;
	/* Its log would go to stderr; what failed is returned.  Lookups work without the
	 * preloaded index files, only slower, so that result does not matter. */
	kmod_set_log_priority(ctx, 0);
	(void)kmod_load_resources(ctx);
	*ret = ctx;
	return 0;
}

void modules_close(struct kmod_ctx *ctx)
{
	if (ctx)
		(void)kmod_unref(ctx);
}

static bool is_in_kernel(const struct kmod_module *module)
{
	int state = kmod_module_get_initstate(module);

	return state == KMOD_MODULE_BUILTIN || state == KMOD_MODULE_LIVE ||
	       state == KMOD_MODULE_COMING;
}

int modules_load(struct kmod_ctx *ctx, const char *alias, modules_loaded *each,
		 void *context)
{
	/* No "install" commands of modprobe.d: they would be shell on the trusted path. */
	const unsigned int flags = KMOD_PROBE_APPLY_BLACKLIST | KMOD_PROBE_IGNORE_COMMAND;
	struct kmod_list *found = NULL, *item;
	int loaded = 0, error = 0;
	int r = kmod_module_new_from_lookup(ctx, alias, &found);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	kmod_list_foreach(item, found)
	{
		struct kmod_module *module = kmod_module_get_module(item);

		if (!is_in_kernel(module)) {
			const char *name = kmod_module_get_name(module);

			each(context, name, MODULES_BEGINS);
			r = kmod_module_probe_insert_module(module, flags, NULL, NULL,
							    NULL, NULL);
			if (r <= 0) /* above 0: blacklisted */
				each(context, name, r);
			loaded += r == 0;
			error = r < 0 ? r : error;
		}
		(void)kmod_module_unref(module);
	}
	(void)kmod_module_unref_list(found);
	return loaded > 0 ? loaded : error;
}
