/* SPDX-License-Identifier: MIT */
/* The input is one of the host's documents, or its resolv.conf, by its first byte. */
#include <string.h>
#include <sys/socket.h>

#include "pure/host_network.h"
#include "pure/json.h"
#include "pure/netplan_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The reader of the documents takes nothing that is no JSON. */
static void check_document(const uint8_t *data, size_t len, unsigned int which)
{
	static const char links[] =
		"[{\"ifname\":\"e\",\"address\":\"02:00:00:00:00:01\",\"addr_info\":["
		"{\"local\":\"10.0.0.1\",\"prefixlen\":24},{\"local\":\"2001:db8::1\"}]}]";
	static struct netconf conf;
	struct json j = json_over(data, len);
	size_t at = 0;
	int r;

	netconf_init(&conf);
	if (which == 0) {
		r = host_network_addresses(&conf, data, len, &at);
	} else if (which == 3) {
		r = host_network_links(&conf, data, len, &at);
	} else if (which == 4) {
		r = host_network_leases(&conf, data, len, &at);
	} else if (which >= 6) {
		r = host_network_rules(&conf, which == 6 ? AF_INET : AF_INET6, data, len,
				       &at);
	} else {
		r = host_network_addresses(&conf, links, sizeof(links) - 1, &at);
		if (r < 0)
			__builtin_trap();
		r = host_network_routes(&conf, which == 1 ? AF_INET : AF_INET6, data, len,
					&at);
	}
	json_skip(&j);
	if (at > len || (r == 0 && !json_end(&j)))
		__builtin_trap();
	for (size_t i = 0; r == 0 && i < conf.n_links; i++) {
		char text[NETPLAN_TEXT_MAX];
		struct netplan plan;

		if (conf.links[i].lower > conf.n_links ||
		    conf.links[i].master > conf.n_links || conf.links[i].vlan_id > 4094)
			__builtin_trap();
		netplan_configure(&plan, &conf, i, 1);
		netplan_describe_entry(&conf, i, text);
		for (size_t k = 0; k < plan.n; k++)
			netplan_describe_change(&plan.changes[k], text);
	}
}

/* What is written of it reads as the same. */
static void check_resolv_conf(const uint8_t *data, size_t len)
{
	char text[NETPLAN_RESOLV_CONF_MAX], again[NETPLAN_RESOLV_CONF_MAX];
	struct writer to = writer_over(text, sizeof(text));
	static struct netconf conf;

	netconf_init(&conf);
	netconf_parse_resolv_conf(&conf, (const char *)data, len);
	netconf_write_resolv_conf(&conf, &to);
	netconf_init(&conf);
	netconf_parse_resolv_conf(&conf, text, to.len);
	struct writer second = writer_over(again, sizeof(again));

	netconf_write_resolv_conf(&conf, &second);
	if (!writer_ok(&to) || strcmp(text, again) != 0)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len == 0)
		return 0;
	if (data[0] % 8 == 5)
		check_resolv_conf(data + 1, len - 1);
	else
		check_document(data + 1, len - 1, data[0] % 8);
	return 0;
}
