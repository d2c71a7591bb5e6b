/* SPDX-License-Identifier: MIT */
#include "pure/netlink_rule.h"

#include <errno.h>
#include <string.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

enum {
	PRIORITY_MAIN = 32766, /* the kernel's own, see its fib_default_rules_init() */
	PRIORITY_DEFAULT = 32767,
};

bool netlink_rule_is_usual(const struct netlink_rule *rule)
{
	bool is_for_all = rule->src_len == 0 && rule->dst_len == 0 && !rule->asks_more;

	return is_for_all &&
	       ((rule->table == RT_TABLE_LOCAL && rule->priority == 0) ||
		(rule->table == RT_TABLE_MAIN && rule->priority == PRIORITY_MAIN) ||
		(rule->table == RT_TABLE_DEFAULT && rule->priority == PRIORITY_DEFAULT));
}

static void take_ip(struct cursor *value, uint8_t family, struct netlink_ip *ret)
{
	ret->family = family;
	cursor_copy(value, ret->bytes, netlink_ip_len(family));
}

static int parse_attribute(struct netlink_rule *rule, struct netlink_attribute *a)
{
	uint32_t number;

	switch (a->type) {
	case FRA_SRC:
		take_ip(&a->value, rule->family, &rule->src);
		break;
	case FRA_DST:
		take_ip(&a->value, rule->family, &rule->dst);
		break;
	case FRA_PRIORITY:
		cursor_copy(&a->value, &rule->priority, sizeof(rule->priority));
		break;
	case FRA_TABLE:
		cursor_copy(&a->value, &rule->table, sizeof(rule->table));
		break;
	case FRA_SUPPRESS_PREFIXLEN: /* of all ones: it does not */
		cursor_copy(&a->value, &number, sizeof(number));
		rule->asks_more = rule->asks_more || number != UINT32_MAX;
		break;
	case FRA_PROTOCOL: /* who made it */
	case FRA_PAD:
		break;
	default:
		rule->asks_more = true;
		break;
	}
	return cursor_ok(&a->value) ? 0 : -EBADMSG;
}

int netlink_parse_rule(const struct netlink_msg *msg, struct netlink_rule *ret)
{
	struct cursor body = msg->body;
	struct netlink_attribute a;
	struct fib_rule_hdr head;
	int r;

	if (msg->type != RTM_NEWRULE && msg->type != RTM_DELRULE)
		return -ENOMSG;
	cursor_copy(&body, &head, sizeof(head));
	if (cursor_ok(&body) && netlink_ip_len(head.family) == 0)
		return -ENOMSG;
	struct netlink_rule rule = {
		.family = head.family,
		.src_len = head.src_len,
		.dst_len = head.dst_len,
		.table = head.table,
		.asks_more = head.action != FR_ACT_TO_TBL || head.tos != 0 ||
			     head.flags & FIB_RULE_INVERT,
	};

	while ((r = netlink_next_attribute(&body, &a)) > 0) {
		r = parse_attribute(&rule, &a);
		if (r < 0)
			return r;
	}
	unsigned int bits = 8U * netlink_ip_len(rule.family);

	if (r < 0 || !cursor_ok(&body) || rule.src_len > bits || rule.dst_len > bits ||
	    (rule.src_len > 0 && !rule.src.family) ||
	    (rule.dst_len > 0 && !rule.dst.family))
		return -EBADMSG;
	*ret = rule;
	return 0;
}
