/* SPDX-License-Identifier: MIT */
#include "pure/parse_fault.h"

#include <errno.h>
#include <stdio.h>

#include "base/writer.h"

int parse_fault_refuse(struct parse_fault *fault, unsigned int line, const char *why)
{
	*fault = (struct parse_fault){ .code = PARSE_FAULT_INPUT, .line = line };
	(void)snprintf(fault->text, sizeof(fault->text), "%s", why);
	return -EBADMSG;
}

void parse_fault_text(const struct parse_fault *fault,
		      char ret[static PARSE_FAULT_SHOWN_MAX])
{
	struct writer to = writer_over(ret, PARSE_FAULT_SHOWN_MAX);

	if (fault->line > 0)
		writer_printf(&to, "line %u: ", fault->line);
	writer_text(&to, fault->text);
}
