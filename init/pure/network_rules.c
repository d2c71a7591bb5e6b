/* SPDX-License-Identifier: MIT */
/* The part of network_json.h that is about policy routing. */
#include "pure/network_json.h"

#include "base/writer.h"
#include "pure/ip_text.h"

static void write_prefix(struct writer *to, const char *key, const struct netlink_ip *ip,
			 uint8_t len)
{
	writer_printf(to, ",\"%s\":\"", key);
	ip_write(to, ip);
	writer_text(to, "\"");
	if (len < 8 * netlink_ip_len(ip->family))
		writer_printf(to, ",\"%slen\":%u", key, len);
}

void network_json_rules(const struct network_json *state, uint8_t family,
			struct writer *to)
{
	const char *comma = "";

	writer_text(to, "[");
	for (size_t i = 0; i < state->rules_len; i++) {
		const struct netlink_rule *rule = &state->rules[i];

		if (rule->family != family)
			continue;
		writer_printf(to, "%s{\"priority\":%u", comma, rule->priority);
		if (rule->src_len > 0)
			write_prefix(to, "src", &rule->src, rule->src_len);
		else
			writer_text(to, ",\"src\":\"all\"");
		if (rule->dst_len > 0)
			write_prefix(to, "dst", &rule->dst, rule->dst_len);
		writer_printf(to, ",\"table\":\"%u\"}", rule->table);
		comma = ",";
	}
	writer_text(to, "]\n");
}
