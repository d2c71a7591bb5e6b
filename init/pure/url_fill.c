/* SPDX-License-Identifier: MIT */
#include "pure/url_fill.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/url.h"

static const struct {
	const char *name;
	size_t offset;
} facts_by_name[] = {
	{ "mac", offsetof(struct url_facts, mac) },
	{ "uuid", offsetof(struct url_facts, uuid) },
	{ "serial", offsetof(struct url_facts, serial) },
	{ "arch", offsetof(struct url_facts, arch) },
	{ "hostname", offsetof(struct url_facts, hostname) },
};

/* All but RFC 3986's unreserved characters: a fact is never a part of the URL's grammar. */
static void write_encoded(struct writer *w, const char *text)
{
	for (const char *p = text; *p; p++) {
		bool is_plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
				(*p >= 'A' && *p <= 'Z') || strchr("-._~", *p);

		if (is_plain)
			writer_text_n(w, p, 1);
		else
			writer_printf(w, "%%%02X", (unsigned int)(unsigned char)*p);
	}
}

/* @name stands between "${" and '}'.  Returns its index, or -EINVAL. */
static int find_fact(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(facts_by_name); i++)
		if (strlen(facts_by_name[i].name) == len &&
		    memcmp(facts_by_name[i].name, name, len) == 0)
			return (int)i;
	return -EINVAL;
}

static int fill(const char *text, const struct url_facts *facts, char ret[static URL_MAX],
		const char **ret_name)
{
	struct writer w = writer_over(ret, URL_MAX);
	const char *mark;

	for (; (mark = strstr(text, "${")); text = strchr(mark, '}') + 1) {
		const char *name = mark + 2, *end = strchr(name, '}');
		int i = end ? find_fact(name, (size_t)(end - name)) : -EINVAL;

		if (i < 0)
			return i;
		const char *fact = (const char *)facts + facts_by_name[i].offset;

		*ret_name = facts_by_name[i].name;
		/* "." and ".." would be folders, encoded or not */
		if (!fact[strspn(fact, ".")])
			return -ENODATA;
		writer_text_n(&w, text, (size_t)(mark - text));
		write_encoded(&w, fact);
	}
	writer_text(&w, text);
	return writer_ok(&w) ? 0 : -ENAMETOOLONG;
}

int url_fill(const char *text, const struct url_facts *facts, char *ret, size_t cap,
	     const char **ret_name)
{
	char filled[URL_MAX];
	const char *why;
	struct url url;
	int r = fill(text, facts, filled, ret_name);

	/* in the name of a host nothing can be encoded */
	if (r == 0 && url_parse(filled, &url, &why) < 0)
		r = -EINVAL;
	return r < 0 ? r : text_copy(ret, cap, filled);
}

int url_fill_check(const char *text, const char **ret_why)
{
	static const struct url_facts any = { "x", "x", "x", "x", "x" };
	char filled[URL_MAX];
	const char *name;
	struct url url;
	int r = fill(text, &any, filled, &name);

	*ret_why = "only ${mac}, ${uuid}, ${serial}, ${arch} and ${hostname} are known";
	return r < 0 ? -EINVAL : url_parse(filled, &url, ret_why);
}
