/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "base/text.h"
#include "pure/added_words.h"
#include "pure/config.h"

bool config_is_nix(const struct config *c)
{
	return c->nix.name[0] != 0;
}

static bool has_pin(const struct config *c)
{
	return c->has_sha256 ||
	       (config_is_nix(c) && nix_wish_pin_of(&c->nix, c->nix.name));
}

bool config_decides(const struct config *c)
{
	return has_pin(c) || trust_count(&c->trust, config_is_nix(c)) > 0;
}

static int check_trust(const struct config *c, struct failure *why)
{
	const struct trust *t = &c->trust;
	bool is_nix = config_is_nix(c);
	size_t keys = trust_count(t, is_nix);

	if (t->baked_count > 0 && keys == 0)
		return failure_set(why, FAILURE_TRUST_NONE, "nixos.key=",
				   "no key of the initrd's is for this kind of source");
	if (keys > 0 && trust_needed(t, is_nix) > keys)
		return failure_set(why, FAILURE_CONFIG_VALUE,
				   "nixos.threshold=", "is more than there are keys");
	if ((keys == 0 || is_nix) && t->not_before > 0)
		return failure_set(why, FAILURE_CONFIG_VALUE, "nixos.not-before=",
				   "only a signature of minisign has a date");
	if (!is_nix && c->nix.pin_count > 0)
		return failure_set(why, FAILURE_CONFIG_VALUE, "nixos.sha256=",
				   "is of a store path, and there is no nixos.path=");
	if (!has_pin(c) && keys == 0 && t->mode == TRUST_VERIFIED)
		return failure_set(
			why, FAILURE_TRUST_NONE, "nixos.sha256=",
			"is missing, and so is nixos.key=: nothing says what may be booted");
	for (size_t i = 0; i < c->url_count && t->mode == TRUST_TLS; i++)
		if (!text_starts_with(c->urls[i], "https://"))
			return failure_set(why, FAILURE_CONFIG_URL, c->urls[i],
					   "nixos.trust=tls is for https alone");
	return 0;
}

/* With baked keys the command line is not the root of trust: it may not undo what was signed. */
static int check_append(const struct config *c, struct failure *why)
{
	char word[FAILURE_OBJECT_MAX];

	if (c->trust.baked_count == 0 || c->trust.any_append ||
	    added_words_allowed(c->append, word, sizeof(word)))
		return 0;
	return failure_set(why, FAILURE_CONFIG_VALUE, word,
			   "is not for nixos.append= where keys are baked in");
}

int config_check(const struct config *c, struct failure *why)
{
	struct netconf network;

	if (c->url_count == 0)
		return failure_set(why, FAILURE_CONFIG_URL, "nixos.url=", "is missing");
	if (check_trust(c, why) < 0 || check_append(c, why) < 0)
		return -EIO;
	netconf_init(&network);
	return net_param_resolve(&c->network, &network, why);
}
