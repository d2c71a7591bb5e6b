/* SPDX-License-Identifier: MIT */
#include "pure/store_place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"

#define STORE_LEN (sizeof(NIX_STORE) - 1)

enum {
	WHOLE_MAX = NIX_NAME_MAX + MEMBER_PATH_MAX, /* "NAME/a/b" */
};

/* A path below the store's folder, part by part. */
struct whole {
	char text[WHOLE_MAX];
	size_t len;
};

static int refuse(struct parse_fault *fault, const char *why)
{
	*fault = (struct parse_fault){ .code = PARSE_FAULT_INPUT };
	(void)snprintf(fault->text, sizeof(fault->text), "%s", why);
	return -EBADMSG;
}

/* To the folder above.  Returns false if that is not in the store any more. */
static bool go_up(struct whole *w)
{
	const char *slash = memrchr(w->text, '/', w->len);

	if (w->len == 0)
		return false;
	w->len = slash ? (size_t)(slash - w->text) : 0;
	return true;
}

static bool go_down(struct whole *w, struct span part)
{
	if (part.len >= sizeof(w->text) - w->len - 1)
		return false;
	if (w->len > 0)
		w->text[w->len++] = '/';
	memcpy(w->text + w->len, part.at, part.len);
	w->len += part.len;
	return true;
}

/* Returns why that cannot be, or NULL. */
static const char *go(struct whole *w, const char *text, size_t len)
{
	struct span rest = { text, len };

	while (rest.len > 0) {
		struct span part = span_take(&rest, '/');

		if (part.len == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..") ? !go_up(w) : !go_down(w, part))
			return "a path that leaves the store, or is too long";
	}
	return NULL;
}

static int split(const struct whole *w, struct store_place *ret,
		 struct parse_fault *fault)
{
	struct span rest = { w->text, w->len };
	struct span name = span_take(&rest, '/');
	struct store_place place = { .name = "" };

	if (!nix_is_name(name.at, name.len) || !member_is_path(rest.at, rest.len))
		return refuse(fault, "not a path in the store");
	memcpy(place.name, name.at, name.len);
	memcpy(place.path, rest.at, rest.len);
	*ret = place;
	return 0;
}

int store_place_parse(const char *text, size_t len, struct store_place *ret,
		      struct parse_fault *fault)
{
	struct whole w = { .len = 0 };
	const char *why = go(&w, text, len);

	return why ? refuse(fault, why) : split(&w, ret, fault);
}

int store_place_follow(const struct store_place *at, const char *text, size_t len,
		       struct store_place *ret, struct parse_fault *fault)
{
	struct whole w = { .len = 0 };
	const char *why = NULL;

	if (len > 0 && text[0] == '/') {
		if (len < STORE_LEN || memcmp(text, NIX_STORE, STORE_LEN) != 0)
			return refuse(fault, "a link to a place outside of the store");
		text += STORE_LEN;
		len -= STORE_LEN;
	} else {
		why = go(&w, at->name, strlen(at->name));
		if (!why)
			why = go(&w, at->path, strlen(at->path));
		(void)go_up(&w); /* what it says is seen from its folder */
	}
	if (!why)
		why = go(&w, text, len);
	return why ? refuse(fault, why) : split(&w, ret, fault);
}

bool store_place_is_valid(const struct store_place *place)
{
	size_t path_len = strnlen(place->path, sizeof(place->path));

	return nix_is_name(place->name, strnlen(place->name, sizeof(place->name))) &&
	       path_len < sizeof(place->path) && member_is_path(place->path, path_len);
}
