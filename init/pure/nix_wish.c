/* SPDX-License-Identifier: MIT */
#include "pure/nix_wish.h"

#include <errno.h>
#include <string.h>

#define STORE_LEN (sizeof(NIX_STORE) - 1)

static int read_name(const char *text, size_t len, char ret[static NIX_NAME_MAX])
{
	if (len <= STORE_LEN || memcmp(text, NIX_STORE, STORE_LEN) != 0 ||
	    !nix_is_name(text + STORE_LEN, len - STORE_LEN))
		return -EINVAL;
	memcpy(ret, text + STORE_LEN, len - STORE_LEN);
	ret[len - STORE_LEN] = 0;
	return 0;
}

int nix_wish_set_path(struct nix_wish *w, const char *text, size_t len)
{
	char name[NIX_NAME_MAX] = "";
	int r = read_name(text, len, name);

	if (r == 0 && w->has_fixed_name && strcmp(w->name, name) != 0)
		r = -EPERM;
	if (r == 0)
		memcpy(w->name, name, sizeof(name));
	return r;
}

const uint8_t *nix_wish_pin_of(const struct nix_wish *w, const char *name)
{
	for (size_t i = 0; i < w->pin_count; i++)
		if (strcmp(w->pins[i].name, name) == 0)
			return w->pins[i].nar_hash;
	return NULL;
}

/* Where the pin of @name stands, or is to stand. */
static size_t find_slot(const struct nix_wish *w, const char *name)
{
	size_t i = 0;

	while (i < w->pin_count && strcmp(w->pins[i].name, name) != 0)
		i++;
	return i;
}

int nix_wish_add_pin(struct nix_wish *w, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len); /* no name has one */
	size_t path_len = colon ? (size_t)(colon - text) : len;
	struct nix_pin pin = { .name = "" };

	if (!colon || read_name(text, path_len, pin.name) < 0 ||
	    nix_digest_from_text(colon + 1, len - path_len - 1, pin.nar_hash) < 0)
		return -EINVAL;
	const uint8_t *fixed = nix_wish_pin_of(w, pin.name);

	if (w->has_fixed_pins &&
	    (!fixed || memcmp(fixed, pin.nar_hash, sizeof(pin.nar_hash)) != 0))
		return -EPERM;
	size_t slot = find_slot(w, pin.name);

	if (slot == NIX_PINS_MAX)
		return -E2BIG;
	w->pins[slot] = pin;
	w->pin_count += slot == w->pin_count;
	return 0;
}
