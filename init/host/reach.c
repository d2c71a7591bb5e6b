/* SPDX-License-Identifier: MIT */
#include "host/reach.h"

#include <errno.h>
#include <stdlib.h>

#include "base/writer.h"
#include "host/network_state.h"
#include "host/say.h"
#include "pure/config.h"
#include "pure/host_network.h"
#include "pure/reach.h"

/* Through the files that stage two will read, so that it sees the same. */
static int read_host(const struct network_json *state, struct netconf *ret)
{
	size_t room = network_json_room(state), at;
	char *text = malloc(room);

	if (!text)
		return -ENOMEM;
	struct writer to = writer_over(text, room);

	network_json_links(state, &to);
	int r = writer_ok(&to) ? host_network_links(ret, text, to.len, &at) : -E2BIG;

	to = writer_over(text, room);
	network_json_addresses(state, &to);
	if (r == 0)
		r = writer_ok(&to) ? host_network_addresses(ret, text, to.len, &at)
				   : -E2BIG;
	free(text);
	return r;
}

int reach_from_host(const char *cmdline, const struct network_state *network,
		    bool has_keys)
{
	static struct config config; /* these two are large */
	static struct netconf known;
	struct failure why;

	config_init(&config);
	netconf_init(&known);
	/* what is wrong with it was said by whoever made it */
	if (config_apply(&config, cmdline, &why) < 0 || config.may_be_unreachable)
		return 0;
	if (config.network.n_ip == 0 && read_host(&network->has, &known) < 0)
		netconf_init(&known);
	if (net_param_resolve(&config.network, &known, &why) < 0)
		return say_failure(&why);
	const struct reach reach = { .network = &known,
				     .has_host = true,
				     .has_keys = has_keys };

	if (reach_check(&reach, "the image", &why) == 0)
		return 0;
	(void)say_failure(&why);
	say_line("%s", failure_hint(why.code));
	return -EIO;
}
