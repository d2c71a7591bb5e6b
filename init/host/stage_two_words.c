/* SPDX-License-Identifier: MIT */
#include "host/stage_two_words.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "host/base_config.h"
#include "host/options.h"
#include "host/say.h"
#include "pure/config.h"
#include "pure/url.h"
#include "pure/url_fill.h"
#include "sys/io.h"
#include "sys/machine.h"

enum {
	PROC_CMDLINE_MAX = 8192, /* four times what x86 takes */
};

/* Stage two's own reader, behind what is baked in: what it would refuse there is refused
 * here, while somebody still looks. */
static int check_words(const char *cmdline)
{
	static struct config config;
	struct failure why;

	config_init(&config);
	int r = base_config_read(&config, &why);

	if (r == -EBADMSG)
		return -EIO;
	if (r < 0 || config_apply(&config, cmdline, &why) < 0 ||
	    config_check(&config, &why) < 0)
		return say_failure(&why);
	return 0;
}

/* Here, because stage two does not know what this host is called. */
static int fill_url(const char *text, char ret[static URL_MAX])
{
	static const struct net_param nothing;
	static struct url_facts facts;
	const char *name = "";

	machine_facts(&nothing, &facts);
	int r = url_fill(text, &facts, ret, URL_MAX, &name);

	if (r == -ENODATA)
		return say_error(failure_name(FAILURE_CONFIG_URL),
				 "%s: this machine has no ${%s}", text, name);
	/* stage two's own reader says what is wrong with it */
	return r < 0 ? text_copy(ret, URL_MAX, text) : 0;
}

int stage_two_words(const struct options *o, size_t max_bytes, const char *entered,
		    char ret[static STAGE2_CMDLINE_MAX])
{
	char host[PROC_CMDLINE_MAX], url[URL_MAX] = "";
	const char *why = NULL;
	const struct stage2_wish wish = {
		.host = host,
		.url = o->url ? url : NULL,
		.path = o->path,
		.sha256 = o->sha256,
		.key = o->key,
		.append = o->append,
		.extra = o->extra,
		.entered = entered,
	};
	ssize_t len = io_read_file("/proc/cmdline", host, sizeof(host));

	if (len < 0)
		return say_error("E-INTERNAL", "/proc/cmdline: %s", strerror((int)-len));
	if (o->url && fill_url(o->url, url) < 0)
		return -EIO;
	int r = stage2_cmdline_build(&wish, max_bytes, ret, &why);

	if (r == -EINVAL)
		return say_error(failure_name(FAILURE_CONFIG_VALUE), "%s", why);
	if (r < 0)
		return say_error(failure_name(FAILURE_CONFIG_VALUE),
				 "stage two's command line would be longer than the %zu "
				 "bytes that this kernel takes",
				 max_bytes);
	return check_words(ret);
}
