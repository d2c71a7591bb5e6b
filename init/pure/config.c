/* SPDX-License-Identifier: MIT */
#include "pure/config.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "pure/cmdline.h"
#include "pure/duration.h"
#include "pure/load_way.h"
#include "pure/name_distance.h"
#include "pure/url.h"
#include "pure/url_fill.h"

enum {
	STALL_DEFAULT_MS = 15 * MINUTE_MS,
	TOTAL_DEFAULT_MS = 6 * HOUR_MS,
	RESCUE_DEFAULT_MS = 300 * SECOND_MS,
	WATCHDOG_MAX_S = 3600, /* no hardware counts much further */
};

/* A value that stands for itself: copied from the word, NUL-terminated. */
struct value {
	char text[CONFIG_APPEND_SIZE];
	size_t len;
	bool fresh; /* the first of its key on this command line */
};

void config_init(struct config *c)
{
	*c = (struct config){
		.stall_ms = STALL_DEFAULT_MS,
		.total_ms = TOTAL_DEFAULT_MS,
		.rescue_ms = RESCUE_DEFAULT_MS,
		.load_way = -1,
		.shell = true,
	};
}

static int set_url(struct config *c, const struct value *v)
{
	const char *why;

	if (v->fresh)
		c->url_count = 0;
	if (c->url_count == CONFIG_URLS_MAX)
		return -E2BIG;
	int r = url_fill_check(v->text, &why);

	if (r == 0)
		r = text_copy(c->urls[c->url_count], CONFIG_URL_SIZE, v->text);
	if (r == 0)
		c->url_count++;
	return r;
}

static int set_sha256(struct config *c, const struct value *v)
{
	uint8_t digest[SHA256_BYTES];

	if (text_starts_with(v->text, NIX_STORE))
		return nix_wish_add_pin(&c->nix, v->text, v->len);
	int r = nix_digest_from_text(v->text, v->len, digest);

	if (r < 0)
		return r;
	/* whoever baked a pin into the initrd meant it */
	if (c->sealed && c->has_sha256 && memcmp(c->sha256, digest, sizeof(digest)) != 0)
		return -EPERM;
	memcpy(c->sha256, digest, sizeof(digest));
	c->has_sha256 = true;
	return 0;
}

static int set_path(struct config *c, const struct value *v)
{
	return nix_wish_set_path(&c->nix, v->text, v->len);
}

static int set_key(struct config *c, const struct value *v)
{
	return trust_set_key(&c->trust, v->text, v->len, v->fresh);
}

static int set_threshold(struct config *c, const struct value *v)
{
	return trust_set_threshold(&c->trust, v->text, v->len);
}

static int set_not_before(struct config *c, const struct value *v)
{
	return trust_set_not_before(&c->trust, v->text, v->len);
}

static int set_trust(struct config *c, const struct value *v)
{
	return trust_set_mode(&c->trust, v->text);
}

static int set_allow(struct config *c, const struct value *v)
{
	return trust_set_allowed(&c->trust, v->text);
}

static int set_append(struct config *c, const struct value *v)
{
	return text_copy(c->append, sizeof(c->append), v->text);
}

static int set_proxy(struct config *c, const struct value *v)
{
	const char *why;
	struct url url;

	if (v->len > 0 && (url_parse(v->text, &url, &why) < 0 ||
			   (url.scheme != URL_HTTP && url.scheme != URL_HTTPS)))
		return -EINVAL;
	return text_copy(c->proxy, sizeof(c->proxy), v->text);
}

static int set_ca(struct config *c, const struct value *v)
{
	c->has_no_ca = true;
	return strcmp(v->text, "none") == 0 ? 0 : -EINVAL;
}

/* nixos.timeout=without-progress[/in-all] */
static int set_timeout(struct config *c, const struct value *v)
{
	const char *slash = memchr(v->text, '/', v->len);
	size_t first = slash ? (size_t)(slash - v->text) : v->len;
	uint64_t stall_ms, total_ms = c->total_ms;
	int r = duration_parse(v->text, first, MINUTE_MS, &stall_ms);

	if (r == 0 && slash)
		r = duration_parse(slash + 1, v->len - first - 1, MINUTE_MS, &total_ms);
	if (r != 0)
		return r;
	if (stall_ms == 0 || total_ms < stall_ms)
		return -EINVAL;
	c->stall_ms = stall_ms;
	c->total_ms = total_ms;
	return 0;
}

static int set_rescue_timeout(struct config *c, const struct value *v)
{
	return duration_parse(v->text, v->len, SECOND_MS, &c->rescue_ms);
}

/* Returns the position of @v in @names, or -EINVAL. */
static int find_name(const struct value *v, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(v->text, names[i]) == 0)
			return (int)i;
	return -EINVAL;
}

static int set_on_failure(struct config *c, const struct value *v)
{
	static const char *const names[] = {
		[ON_FAILURE_RESCUE] = "rescue",
		[ON_FAILURE_REBOOT] = "reboot",
		[ON_FAILURE_POWEROFF] = "poweroff",
		[ON_FAILURE_RETRY] = "retry",
	};
	int i = find_name(v, names, ARRAY_LEN(names));

	if (i >= 0)
		c->on_failure = (enum config_on_failure)i;
	return i < 0 ? i : 0;
}

static int set_kexec(struct config *c, const struct value *v)
{
	static const char *const names[LOAD_WAYS] = {
		[LOAD_STORE] = "store",
		[LOAD_BUFFER] = "load",
		[LOAD_FILE] = "file",
	};
	int i = find_name(v, names, ARRAY_LEN(names));

	if (i >= 0)
		c->load_way = i;
	return i < 0 ? i : 0;
}

static int set_unreachable(struct config *c, const struct value *v)
{
	c->may_be_unreachable = strcmp(v->text, "ok") == 0;
	return c->may_be_unreachable ? 0 : -EINVAL;
}

static int set_confirm(struct config *c, const struct value *v)
{
	return duration_parse(v->text, v->len, MINUTE_MS, &c->confirm_ms);
}

static int set_watchdog(struct config *c, const struct value *v)
{
	uint64_t seconds;
	int r = text_to_u64(v->text, v->len, WATCHDOG_MAX_S, &seconds);

	if (r == 0)
		c->watchdog_s = (unsigned int)seconds;
	return r;
}

static int set_remember(struct config *c, const struct value *v)
{
	c->remembers = strcmp(v->text, "efi") == 0;
	return c->remembers ? 0 : -EINVAL;
}

static int set_rescue(struct config *c, const struct value *v)
{
	if (strcmp(v->text, "ssh") == 0) {
		c->rescue_ssh = true;
		return 0;
	}
	bool yes = strcmp(v->text, "1") == 0;

	if (!yes && strcmp(v->text, "0") != 0)
		return -EINVAL;
	if (!c->sealed_shell)
		c->shell = yes;
	c->rescue_now = yes;
	return 0;
}

/* One line of an authorized_keys file; a longer one is dropped whole by whoever reads it. */
static int set_ssh_key(struct config *c, const struct value *v)
{
	if (!memchr(v->text, ' ', v->len))
		return -EINVAL;
	return text_copy(c->ssh_key, sizeof(c->ssh_key), v->text);
}

static int set_break(struct config *c, const struct value *v)
{
	static const char *const steps[] = { "devices", "network", "fetch", "jump" };
	int i = find_name(v, steps, ARRAY_LEN(steps));

	return i < 0 ? i : text_copy(c->break_before, sizeof(c->break_before), steps[i]);
}

/* Both ways in leave the host's own as what the next boot takes. */
static int set_entered(struct config *c, const struct value *v)
{
	if (strcmp(v->text, "kexec") != 0 && strcmp(v->text, "once") != 0)
		return -EINVAL;
	c->returns_to_host = true;
	return 0;
}

static int set_log(struct config *c, const struct value *v)
{
	if (strcmp(v->text, "debug") != 0)
		return -EINVAL;
	c->verbose = true;
	return 0;
}

static const struct {
	const char *name;
	int (*set)(struct config *c, const struct value *v);
	const char *wants;
} keys[] = {
	{ "nixos.url", set_url, "a URL, see takeover-init(8); at most 8 of them" },
	{ "nixos.path", set_path, "a path /nix/store/<hash>-<name>" },
	{ "nixos.sha256", set_sha256,
	  "64 hexadecimal digits, or as Nix writes it: sha256-<base64>" },
	{ "nixos.key", set_key, "a public key of minisign or Nix; at most 8 of them" },
	{ "nixos.threshold", set_threshold, "how many keys must have signed: 1 to 8" },
	{ "nixos.not_before", set_not_before, "Unix seconds" },
	{ "nixos.trust", set_trust, "verified, tls or none" },
	{ "nixos.allow", set_allow, "tls, none, append, with commas between them" },
	{ "nixos.append", set_append, "words for the target's command line" },
	{ "nixos.proxy", set_proxy, "the http or https URL of a proxy" },
	{ "nixos.ca", set_ca, "none" },
	{ "nixos.timeout", set_timeout,
	  "15m, or 15m/6h: without progress, and at least as much in all" },
	{ "nixos.rescue_timeout", set_rescue_timeout, "seconds" },
	{ "nixos.on_failure", set_on_failure, "rescue, reboot, poweroff or retry" },
	{ "nixos.kexec", set_kexec, "store, load or file" },
	{ "nixos.unreachable", set_unreachable, "ok" },
	{ "nixos.confirm", set_confirm, "minutes" },
	{ "nixos.watchdog", set_watchdog, "seconds, at most 3600" },
	{ "nixos.remember", set_remember, "efi" },
	{ "nixos.rescue", set_rescue, "0, 1 or ssh" },
	{ "nixos.ssh_key", set_ssh_key, "a line of authorized_keys, in quotes" },
	{ "nixos.break", set_break, "devices, network, fetch or jump" },
	{ "nixos.entered", set_entered, "kexec or once" },
	{ "nixos.log", set_log, "debug" },
};

static const char *nearest_key(const struct cmdline_word *word)
{
	size_t best = 0, best_distance = SIZE_MAX;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		size_t d = name_distance(word->name, word->name_len, keys[i].name);

		if (d < best_distance) {
			best = i;
			best_distance = d;
		}
	}
	return keys[best].name;
}

static void object_of(const struct cmdline_word *word,
		      char object[static FAILURE_OBJECT_MAX])
{
	text_sanitize(object, FAILURE_OBJECT_MAX, word->text, word->len);
}

static int apply_key(struct config *c, const struct cmdline_word *word, size_t key,
		     bool fresh, struct failure *why)
{
	char object[FAILURE_OBJECT_MAX];
	struct value v = { .len = word->value_len, .fresh = fresh };

	object_of(word, object);
	if (!word->value || word->value_len >= sizeof(v.text))
		return failure_set(why, FAILURE_CONFIG_VALUE, object, "wants %s",
				   keys[key].wants);
	memcpy(v.text, word->value, word->value_len);
	int r = keys[key].set(c, &v);

	if (r == -EPERM)
		return failure_set(
			why, FAILURE_CONFIG_VALUE, object,
			"what is baked into the initrd stands: it can be narrowed, not "
			"widened");
	if (r < 0)
		return failure_set(why, FAILURE_CONFIG_VALUE, object, "wants %s",
				   keys[key].wants);
	return 0;
}

static int apply_word(struct config *c, const struct cmdline_word *word, bool *seen,
		      struct failure *why)
{
	static const char namespace[] = "nixos.";
	char object[FAILURE_OBJECT_MAX];

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (!cmdline_is(word, keys[i].name))
			continue;
		bool fresh = !seen[i];

		seen[i] = true;
		return apply_key(c, word, i, fresh, why);
	}
	if (cmdline_is(word, "rd.break")) /* dracut's: before the image is entered */
		return text_copy(c->break_before, sizeof(c->break_before), "jump");
	if (word->name_len < sizeof(namespace) - 1 ||
	    memcmp(word->name, namespace, sizeof(namespace) - 1) != 0)
		return net_param_apply(&c->network, word, why);
	object_of(word, object);
	return failure_set(why, FAILURE_CONFIG_KEY, object,
			   "no such key; the nearest is %s=", nearest_key(word));
}

int config_apply(struct config *c, const char *cmdline, struct failure *why)
{
	bool seen[ARRAY_LEN(keys)] = { false };
	struct cmdline_word word;
	struct failure later;
	int r = 0;

	/* Behind a word that is wrong may stand nixos.rescue=0: all of them count. */
	while (cmdline_next(&cmdline, &word))
		if (apply_word(c, &word, seen, r < 0 ? &later : why) < 0)
			r = -EIO;
	return r;
}

void config_seal(struct config *c)
{
	c->sealed = true;
	trust_seal(&c->trust);
	/* of what the same keys have signed, whoever baked in a path meant this one */
	c->nix.has_fixed_name = c->nix.name[0] && c->trust.baked_count > 0;
	c->nix.has_fixed_pins = c->has_sha256 || c->nix.pin_count > 0;
	c->sealed_shell = !c->shell;
}
