/* SPDX-License-Identifier: MIT */
/* What a planned closure has to say for itself. */
#include <errno.h>
#include <string.h>

#include "base/writer.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/closure_internal.h"
#include "initrd-builder/reason.h"

size_t closure_count(const struct closure *c)
{
	return c->wanted_len;
}

const char *closure_name(const struct closure *c, size_t index)
{
	return closure_module(c, index)->name;
}

const char *closure_path(const struct closure *c, size_t index)
{
	return closure_module(c, index)->path;
}

size_t closure_firmware_count(const struct closure *c)
{
	return c->firmware.len;
}

const char *closure_firmware_path(const struct closure *c, size_t index)
{
	return c->firmware.files[index].path;
}

const char *closure_note(const struct closure *c, size_t index)
{
	const struct closure_note *note = c->notes;

	while (note && index-- > 0)
		note = note->next;
	return note ? note->text : NULL;
}

void closure_chain(const struct kernel_module *m, struct writer *w)
{
	for (; m->wanted_by; m = m->wanted_by) {
		writer_text(w, m->name);
		writer_text(w, " <- ");
	}
	writer_text(w, m->name);
	writer_text(w, " <- ");
	writer_text(w, m->wish);
}

int closure_why(const struct closure *c, const char *name, char *ret, size_t cap,
		struct reason *why)
{
	struct writer w = writer_over(ret, cap);
	char normal[MODINFO_NAME_MAX] = "";
	const struct kernel_module *m = NULL;

	if (modinfo_name_of_word(name, strlen(name), normal) == 0)
		m = kernel_tree_find(&c->tree, normal);
	if (!m)
		return reason_set(why, -ENOENT, "module %s %s", name,
				  kernel_tree_is_builtin(&c->tree, normal)
					  ? "is built into the kernel"
					  : "is not in this kernel");
	if (!m->is_wanted)
		return reason_set(why, -ENOENT, "nothing wants module %s", m->name);
	closure_chain(m, &w);
	return writer_ok(&w) ? 0
			     : reason_errno(why, -ENAMETOOLONG, "the chain of %s", name);
}
