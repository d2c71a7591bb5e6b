/* SPDX-License-Identifier: MIT */
#include "pure/parse_fault.h"

#include "base/writer.h"

void parse_fault_text(const struct parse_fault *fault,
		      char ret[static PARSE_FAULT_SHOWN_MAX])
{
	struct writer to = writer_over(ret, PARSE_FAULT_SHOWN_MAX);

	if (fault->line > 0)
		writer_printf(&to, "line %u: ", fault->line);
	writer_text(&to, fault->text);
}
