/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pure/net_param.h"
#include "pure/netplan_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_conf(const struct netconf *c)
{
	static struct netplan plan;
	char text[NETPLAN_TEXT_MAX];

	for (size_t i = 0; i < c->n_links; i++) {
		netplan_configure(&plan, c, i, 1);
		netplan_describe_entry(c, i, text);
		for (size_t k = 0; k < plan.n; k++)
			netplan_describe_change(&plan.changes[k], text);
	}
	for (size_t i = 0; i < c->n_addresses; i++)
		if (c->addresses[i].index >= c->n_links ||
		    c->addresses[i].prefix_len == 0 ||
		    c->addresses[i].prefix_len >
			    8 * netlink_ip_len(c->addresses[i].local.family))
			__builtin_trap();
	for (size_t i = 0; i < c->n_routes; i++)
		if (c->routes[i].index >= c->n_links)
			__builtin_trap();
}

/* The input is a command line; what is refused has a printable reason. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[4096];
	const char *at = text;
	struct net_param p = { .n_ip = 0 };
	struct failure why = { .code = FAILURE_NONE };
	static struct netconf conf;
	struct cmdline_word word;
	int r = 0;

	if (len >= sizeof(text))
		return 0;
	memcpy(text, data, len);
	text[len] = 0;
	while (r == 0 && cmdline_next(&at, &word))
		r = net_param_apply(&p, &word, &why);
	netconf_init(&conf);
	if (r == 0)
		r = net_param_resolve(&p, &conf, &why);
	if (r < 0 && (why.code == FAILURE_NONE || !why.object[0] || !why.why[0]))
		__builtin_trap();
	if (r == 0)
		check_conf(&conf);
	return 0;
}
