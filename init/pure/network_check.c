/* SPDX-License-Identifier: MIT */
#include "pure/network_check.h"

void network_check_line(char ret[static NETWORK_CHECK_LINE_MAX], bool is_ok,
			const char *what, const char *name, const char *why)
{
	struct writer to = writer_over(ret, NETWORK_CHECK_LINE_MAX);

	writer_printf(&to, "[%s] %s", is_ok ? "ok" : "--", what);
	if (name[0])
		writer_printf(&to, " %s", name);
	if (!is_ok && why[0])
		writer_printf(&to, ": %s", why);
}

bool network_check_resolves(const struct fetch_msg *end)
{
	return end->result != FETCH_RESOLVE;
}

bool network_check_answers(const struct fetch_msg *end)
{
	return end->result == FETCH_OK || end->result == FETCH_TOO_LARGE ||
	       end->http_status != 0;
}
