/* SPDX-License-Identifier: MIT */
/* What is wanted of a Nix binary cache: one store path, and what the paths must be that it
 * refers to, where no key says it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/nix_text.h"

enum {
	NIX_PINS_MAX = 8, /* a kexec tree refers to script, kernel and initrd */
};

struct nix_pin {
	char name[NIX_NAME_MAX];
	uint8_t nar_hash[SHA256_BYTES];
};

struct nix_wish {
	char name[NIX_NAME_MAX]; /* behind /nix/store/; "": the source is no Nix cache */
	struct nix_pin pins[NIX_PINS_MAX];
	size_t pin_count;
	bool has_fixed_name, has_fixed_pins; /* the initrd's stand */
};

/* "/nix/store/NAME".  Returns 0, -EINVAL, or -EPERM: another one is fixed. */
must_check int nix_wish_set_path(struct nix_wish *w, const char *text, size_t len);

/* "/nix/store/NAME:sha256-...": a pin of that path; a later one of the same path wins.
 * Returns 0, -EINVAL, -E2BIG or -EPERM. */
must_check int nix_wish_add_pin(struct nix_wish *w, const char *text, size_t len);

/* The NarHash that @name is pinned to, or NULL. */
const uint8_t *nix_wish_pin_of(const struct nix_wish *w, const char *name);
