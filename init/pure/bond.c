/* SPDX-License-Identifier: MIT */
#include "pure/bond.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "base/span.h"
#include "base/text.h"
#include "pure/ip_text.h"
#include "pure/json.h"

enum {
	VALUE_MAX = 32,
	MIIMON_MS = 100, /* the value that bonding.rst recommends */
};

static const struct option {
	const char *name;
	const char *json; /* what ip(8) calls it, where that differs */
	uint16_t attribute;
	uint8_t bytes;
	uint32_t usual, max;
	const char *words; /* of its values, from 0; NULL: numbers alone */
} options[] = {
	/* clang-format off */
	{ "mode", NULL, IFLA_BOND_MODE, 1, UINT32_MAX, 6,
	  "balance-rr active-backup balance-xor broadcast 802.3ad balance-tlb balance-alb" },
	{ "miimon", NULL, IFLA_BOND_MIIMON, 4, 0, INT32_MAX, NULL },
	{ "updelay", NULL, IFLA_BOND_UPDELAY, 4, 0, INT32_MAX, NULL },
	{ "downdelay", NULL, IFLA_BOND_DOWNDELAY, 4, 0, INT32_MAX, NULL },
	{ "use_carrier", NULL, IFLA_BOND_USE_CARRIER, 1, 1, 1, NULL },
	{ "arp_interval", NULL, IFLA_BOND_ARP_INTERVAL, 4, 0, INT32_MAX, NULL },
	{ "arp_validate", NULL, IFLA_BOND_ARP_VALIDATE, 4, 0, 6,
	  "none active backup all filter filter_active filter_backup" },
	{ "arp_all_targets", NULL, IFLA_BOND_ARP_ALL_TARGETS, 4, 0, 1, "any all" },
	{ "primary_reselect", NULL, IFLA_BOND_PRIMARY_RESELECT, 1, 0, 2,
	  "always better failure" },
	{ "fail_over_mac", NULL, IFLA_BOND_FAIL_OVER_MAC, 1, 0, 2, "none active follow" },
	{ "xmit_hash_policy", NULL, IFLA_BOND_XMIT_HASH_POLICY, 1, 0, 5,
	  "layer2 layer3+4 layer2+3 encap2+3 encap3+4 vlan+srcmac" },
	{ "resend_igmp", NULL, IFLA_BOND_RESEND_IGMP, 4, 1, 255, NULL },
	{ "num_peer_notif", NULL, IFLA_BOND_NUM_PEER_NOTIF, 1, 1, 255, NULL },
	/* two older names of it */
	{ "num_grat_arp", "", IFLA_BOND_NUM_PEER_NOTIF, 1, 1, 255, NULL },
	{ "num_unsol_na", "", IFLA_BOND_NUM_PEER_NOTIF, 1, 1, 255, NULL },
	{ "all_slaves_active", NULL, IFLA_BOND_ALL_SLAVES_ACTIVE, 1, 0, 1, NULL },
	{ "min_links", NULL, IFLA_BOND_MIN_LINKS, 4, 0, INT32_MAX, NULL },
	{ "lp_interval", NULL, IFLA_BOND_LP_INTERVAL, 4, 1, INT32_MAX, NULL },
	{ "packets_per_slave", NULL, IFLA_BOND_PACKETS_PER_SLAVE, 4, 1, UINT16_MAX, NULL },
	{ "lacp_rate", "ad_lacp_rate", IFLA_BOND_AD_LACP_RATE, 1, 0, 1, "slow fast" },
	{ "ad_select", NULL, IFLA_BOND_AD_SELECT, 1, 0, 2, "stable bandwidth count" },
	{ "ad_actor_sys_prio", NULL, IFLA_BOND_AD_ACTOR_SYS_PRIO, 2, 65535, 65535, NULL },
	{ "ad_user_port_key", NULL, IFLA_BOND_AD_USER_PORT_KEY, 2, 0, 1023, NULL },
	{ "tlb_dynamic_lb", NULL, IFLA_BOND_TLB_DYNAMIC_LB, 1, 1, 1, NULL },
	{ "peer_notif_delay", "peer_notify_delay", IFLA_BOND_PEER_NOTIF_DELAY, 4, 0, INT32_MAX,
	  NULL },
	{ "lacp_active", "ad_lacp_active", IFLA_BOND_AD_LACP_ACTIVE, 1, 1, 1, "off on" },
	/* clang-format on */
};

_Static_assert(ARRAY_LEN(options) <= (size_t)BOND_OPTIONS_MAX, "each has its place");

static const char *json_name(const struct option *o)
{
	return o->json ? o->json : o->name;
}

static void keep(struct bond_options *to, size_t i, uint32_t value)
{
	if (value == options[i].usual)
		return;
	to->set |= 1U << i;
	to->values[i] = value;
}

static struct span words_of(const struct option *o)
{
	return (struct span){ o->words, o->words ? strlen(o->words) : 0 };
}

/* A word of the option, or a number. */
static int parse_value(const struct option *o, const char *text, size_t len,
		       uint32_t *ret)
{
	struct span words = words_of(o);
	uint64_t value;

	for (uint32_t i = 0; words.len > 0; i++) {
		struct span word = span_take(&words, ' ');

		if (word.len == len && memcmp(word.at, text, len) == 0) {
			*ret = i;
			return 0;
		}
	}
	if (text_to_u64(text, len, o->max, &value) < 0)
		return -EINVAL;
	*ret = (uint32_t)value;
	return 0;
}

/* --- the kernel command line ------------------------------------------------------------- */

static const char *take_targets(struct span list, struct bond_options *ret)
{
	while (list.len > 0) {
		struct span one = span_take(&list, ';');
		struct netlink_ip ip;

		if (ip_parse(one.at, one.len, &ip) < 0 || ip.family != AF_INET ||
		    ret->n_arp_targets == BOND_ARP_TARGETS_MAX)
			return "arp_ip_target= wants at most 16 IPv4 addresses with ';' "
			       "between them";
		memcpy(ret->arp_targets[ret->n_arp_targets++], ip.bytes,
		       sizeof(ret->arp_targets[0]));
	}
	return NULL;
}

static const char *take_option(struct span name, struct span value,
			       struct bond_options *ret)
{
	uint32_t number;
	size_t i = 0;

	if (span_is(name, "arp_ip_target"))
		return take_targets(value, ret);
	if (span_is(name, "primary")) {
		if (value.len == 0 || value.len >= sizeof(ret->primary))
			return "primary= wants the name of a member";
		memcpy(ret->primary, value.at, value.len);
		return NULL;
	}
	while (i < ARRAY_LEN(options) && !span_is(name, options[i].name))
		i++;
	/* of several names, the first */
	while (i > 0 && i < ARRAY_LEN(options) &&
	       options[i].attribute == options[i - 1].attribute)
		i--;
	if (i == ARRAY_LEN(options))
		return "has an option that no bond has; mode=, miimon=, xmit_hash_policy= "
		       "and lacp_rate= are common ones";
	if (parse_value(&options[i], value.at, value.len, &number) < 0)
		return "has a value that its option cannot have";
	keep(ret, i, number);
	return NULL;
}

/* Does the text say something about it, be it the default? */
static bool is_said(const char *text, size_t len, const char *name)
{
	struct span left = { text, len };

	while (left.len > 0) {
		struct span option = span_take(&left, ',');
		struct span given = span_take(&option, '=');

		if (span_is(given, name))
			return true;
	}
	return false;
}

const char *bond_parse_options(const char *text, size_t len, struct bond_options *ret)
{
	struct bond_options parsed = { .set = 0 };
	struct span left = { text, len };

	while (left.len > 0) {
		struct span value = span_take(&left, ',');
		struct span name = span_take(&value, '=');
		const char *why = take_option(name, value, &parsed);

		if (why)
			return why;
	}
	if (!is_said(text, len, "mode"))
		keep(&parsed, 0, 0);
	if (!is_said(text, len, "miimon") && !is_said(text, len, "arp_interval"))
		keep(&parsed, 1, MIIMON_MS);
	*ret = parsed;
	return NULL;
}

/* --- ip(8) ------------------------------------------------------------------------------- */

static void take_json_targets(struct json *j, struct bond_options *ret)
{
	char text[VALUE_MAX];

	json_array(j);
	while (json_element(j)) {
		json_string(j, text, sizeof(text));
		if (take_targets((struct span){ text, strlen(text) }, ret))
			json_refuse(j);
	}
}

static void take_json_value(struct json *j, size_t i, struct bond_options *ret)
{
	char text[VALUE_MAX];
	uint32_t value;

	if (!json_is_string(j)) {
		value = json_u32(j);
	} else {
		json_string(j, text, sizeof(text));
		if (parse_value(&options[i], text, strlen(text), &value) < 0)
			json_refuse(j);
	}
	if (json_ok(j) && value > options[i].max)
		json_refuse(j);
	if (json_ok(j))
		keep(ret, i, value);
}

void bond_take_json(struct json *j, const char *key, struct bond_options *ret)
{
	size_t i = 0;

	if (strcmp(key, "arp_ip_target") == 0) {
		take_json_targets(j, ret);
		return;
	}
	if (strcmp(key, "primary") == 0) {
		json_string(j, ret->primary, sizeof(ret->primary));
		return;
	}
	while (i < ARRAY_LEN(options) && strcmp(key, json_name(&options[i])) != 0)
		i++;
	/* ip(8) says null of what is not in use */
	if (i == ARRAY_LEN(options) || json_is_null(j))
		json_skip(j);
	else
		take_json_value(j, i, ret);
}

void bond_write_json(const struct bond_options *o, struct writer *to)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		uint32_t value = o->values[i];

		if (!(o->set >> i & 1))
			continue;
		writer_printf(to, ",\"%s\":", json_name(&options[i]));
		struct span words = words_of(&options[i]), word = { .len = 0 };

		for (uint32_t k = 0; k <= value && words.len > 0; k++)
			word = span_take(&words, ' ');
		if (word.len > 0)
			writer_printf(to, "\"%.*s\"", (int)word.len, word.at);
		else
			writer_printf(to, "%u", value);
	}
	if (o->n_arp_targets > 0)
		writer_text(to, ",\"arp_ip_target\":");
	for (size_t i = 0; i < o->n_arp_targets; i++) {
		struct netlink_ip ip = { .family = AF_INET };

		memcpy(ip.bytes, o->arp_targets[i], sizeof(o->arp_targets[i]));
		writer_text(to, i ? ",\"" : "[\"");
		ip_write(to, &ip);
		writer_text(to, i + 1 == o->n_arp_targets ? "\"]" : "\"");
	}
}

/* --- netlink ----------------------------------------------------------------------------- */

static int parse_number(struct cursor value, size_t i, struct bond_options *ret)
{
	uint32_t number = 0;

	if (value.left != options[i].bytes)
		return -EBADMSG;
	/* both are little-endian machines' numbers, or both are big-endian ones' */
	if (value.left == 1) {
		number = cursor_u8(&value);
	} else if (value.left == 2) {
		uint16_t half;

		cursor_copy(&value, &half, sizeof(half));
		number = half;
	} else {
		cursor_copy(&value, &number, sizeof(number));
	}
	if (number > options[i].max)
		return -EBADMSG;
	keep(ret, i, number);
	return 0;
}

static int parse_targets(struct cursor nest, struct bond_options *ret)
{
	struct netlink_attribute a;
	int r;

	while ((r = netlink_next_attribute(&nest, &a)) > 0) {
		if (a.value.left != sizeof(ret->arp_targets[0]) ||
		    ret->n_arp_targets == BOND_ARP_TARGETS_MAX)
			return -EBADMSG;
		cursor_copy(&a.value, ret->arp_targets[ret->n_arp_targets++],
			    sizeof(ret->arp_targets[0]));
	}
	return r;
}

static int parse_attribute(struct netlink_attribute *a, struct bond_options *ret)
{
	if (a->type == IFLA_BOND_ARP_IP_TARGET)
		return parse_targets(a->value, ret);
	if (a->type == IFLA_BOND_PRIMARY) {
		cursor_copy(&a->value, &ret->primary_index, sizeof(ret->primary_index));
		return cursor_ok(&a->value) ? 0 : -EBADMSG;
	}
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (options[i].attribute == a->type)
			return parse_number(a->value, i, ret);
	return 0;
}

int bond_parse_netlink(struct cursor data, struct bond_options *ret)
{
	struct bond_options parsed = { .set = 0 };
	struct netlink_attribute a;
	int r;

	while ((r = netlink_next_attribute(&data, &a)) > 0) {
		r = parse_attribute(&a, &parsed);
		if (r < 0)
			return r;
	}
	if (r == 0)
		*ret = parsed;
	return r;
}

static void write_attribute(struct writer *to, uint16_t type, const void *value,
			    size_t len)
{
	struct rtattr head = { .rta_len = (uint16_t)RTA_LENGTH(len), .rta_type = type };

	writer_bytes(to, &head, sizeof(head));
	writer_bytes(to, value, len);
	writer_zeroes(to, RTA_ALIGN(len) - len);
}

static void write_number(struct writer *to, const struct option *o, uint32_t value)
{
	uint16_t half = (uint16_t)value;
	uint8_t byte = (uint8_t)value;

	if (o->bytes == sizeof(byte))
		write_attribute(to, o->attribute, &byte, sizeof(byte));
	else if (o->bytes == sizeof(half))
		write_attribute(to, o->attribute, &half, sizeof(half));
	else
		write_attribute(to, o->attribute, &value, sizeof(value));
}

void bond_write_netlink(const struct bond_options *o, struct writer *to)
{
	struct rtattr nest = { .rta_len = (uint16_t)RTA_LENGTH(o->n_arp_targets *
							       RTA_SPACE(4)),
			       .rta_type = IFLA_BOND_ARP_IP_TARGET | NLA_F_NESTED };

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (o->set >> i & 1)
			write_number(to, &options[i], o->values[i]);
	if (o->n_arp_targets == 0)
		return;
	writer_bytes(to, &nest, sizeof(nest));
	for (uint16_t i = 0; i < o->n_arp_targets; i++)
		write_attribute(to, i, o->arp_targets[i], sizeof(o->arp_targets[i]));
}
