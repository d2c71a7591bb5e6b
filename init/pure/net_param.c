/* SPDX-License-Identifier: MIT */
#include "pure/net_param.h"

#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "pure/ip_text.h"

enum {
	MAC_LEN = 6,
	PXE_MAC_LEN = 7, /* PXELINUX puts the kind of hardware in front */
	TIMEOUT_MAX_S = 86400,
};

/* --- one word ---------------------------------------------------------------------------- */

static const char *take_ip(struct net_param *p, const char *value, size_t len)
{
	if (p->n_ip == NET_PARAM_IP_MAX)
		return "is the ninth; eight are taken";
	const char *why = ip_param_parse(value, len, &p->ip[p->n_ip]);

	if (why)
		return why;
	p->has_ignored = p->has_ignored || p->ip[p->n_ip].has_ignored;
	p->n_ip++;
	return NULL;
}

/* IPv6 may stand in brackets. */
static int parse_ip(const char *text, size_t len, struct netlink_ip *ret)
{
	struct netlink_ip ip;

	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	int r = ip_parse(text, len, &ip);

	if (r < 0 || !ip_is_host(&ip))
		return -1;
	*ret = ip;
	return 0;
}

static const char *take_dns(struct net_param *p, const char *value, size_t len)
{
	struct netlink_ip server;

	if (parse_ip(value, len, &server) < 0)
		return "wants an IP address";
	if (p->n_dns < NETCONF_DNS_MAX) /* no resolver looks at more */
		p->dns[p->n_dns++] = server;
	return NULL;
}

/* Take what stands before the next colon that is in no brackets, without the brackets. */
static size_t take_part(const char **text, size_t *len, const char **ret)
{
	bool is_bracketed = *len > 0 && **text == '[';
	const char *end = *len > 0 ? memchr(*text, is_bracketed ? ']' : ':', *len) : NULL;
	size_t part_len = end ? (size_t)(end - *text) : *len;
	size_t taken = part_len + (is_bracketed && end);

	*ret = *text + is_bracketed;
	part_len -= is_bracketed;
	*text += taken;
	*len -= taken;
	if (*len > 0 && **text == ':') {
		*text += 1;
		*len -= 1;
	}
	return part_len;
}

/* NET/PREFIX:[GATEWAY][:DEVICE] */
static const char *take_route(struct net_param *p, const char *value, size_t len)
{
	static const char wants[] =
		"wants NET/PREFIX:GATEWAY[:DEVICE], IPv6 in brackets, no "
		"GATEWAY for what is on the link itself";
	struct net_param_route route = { .dst_len = 0 };
	const char *part;

	if (p->n_routes == NET_PARAM_ROUTES_MAX)
		return "is the ninth; eight are taken";
	size_t part_len = take_part(&value, &len, &part);

	if (part_len == 0 || !memchr(part, '/', part_len) ||
	    ip_parse_prefix(part, part_len, &route.dst, &route.dst_len) < 0)
		return wants;
	part_len = take_part(&value, &len, &part);
	if (part_len > 0 && parse_ip(part, part_len, &route.gateway) < 0)
		return wants;
	if (len > 0 && ip_device_parse(value, len, &route.device) < 0)
		return wants;
	if (route.gateway.family == AF_INET && route.dst.family == AF_INET6)
		return "an IPv4 gateway leads to no IPv6 network";
	ip_mask(&route.dst, route.dst_len);
	p->routes[p->n_routes++] = route;
	return NULL;
}

/* 01-aa-bb-cc-dd-ee-ff as PXELINUX has it, or the six pairs alone. */
static const char *take_boot_mac(struct net_param *p, const char *value, size_t len)
{
	struct netlink_mac mac;

	if (ip_parse_mac(value, len, &mac) < 0 ||
	    (mac.len != MAC_LEN && mac.len != PXE_MAC_LEN))
		return "wants a MAC, or 01- and a MAC";
	if (mac.len == PXE_MAC_LEN)
		memmove(mac.bytes, mac.bytes + 1, MAC_LEN);
	mac.len = MAC_LEN;
	p->boot_mac = mac;
	return NULL;
}

static bool is_false(const char *value, size_t len)
{
	static const char *const words[] = { "0", "no", "n", "false", "f", "off" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (len == strlen(words[i]) && memcmp(value, words[i], len) == 0)
			return true;
	return false;
}

static const char *take_peer_dns(struct net_param *p, const char *value, size_t len)
{
	p->ignores_dhcp_dns = is_false(value, len);
	return NULL;
}

static const char *take_boot_if(struct net_param *p, const char *value, size_t len)
{
	p->ignores_boot_mac = is_false(value, len);
	return NULL;
}

static const char *take_gateway(struct net_param *p, const char *value, size_t len)
{
	return parse_ip(value, len, &p->gateway) < 0 ? "wants an IP address" : NULL;
}

static const char *take_mask(struct net_param *p, const char *value, size_t len)
{
	uint8_t prefix_len;

	if (len >= sizeof(p->mask) || ip_parse_mask(value, len, AF_INET, &prefix_len) < 0)
		return "wants 255.255.255.0 or a prefix length";
	memcpy(p->mask, value, len);
	p->mask[len] = 0;
	return NULL;
}

static const char *take_device(struct net_param *p, const char *value, size_t len)
{
	if (len == 6 && memcmp(value, "bootif", len) == 0)
		return NULL; /* which is what counts without it */
	return ip_device_parse(value, len, &p->device) < 0 ? "wants a device or a MAC"
							   : NULL;
}

static const char *take_vlan(struct net_param *p, const char *value, size_t len)
{
	if (p->n_vlans == NET_PARAM_VLANS_MAX)
		return "is the ninth; eight are taken";
	const char *why = net_param_parse_vlan(value, len, &p->vlans[p->n_vlans]);

	if (!why)
		p->n_vlans++;
	return why;
}

static const char *take_bond(struct net_param *p, const char *value, size_t len)
{
	if (p->n_bonds == NET_PARAM_BONDS_MAX)
		return "is the fifth; four are taken";
	const char *why = net_param_parse_bond(value, len, &p->bonds[p->n_bonds]);

	if (!why)
		p->n_bonds++;
	return why;
}

static const char *take_alias(struct net_param *p, const char *value, size_t len)
{
	if (p->n_aliases == NET_PARAM_ALIASES_MAX)
		return "is the seventeenth; sixteen are taken";
	const char *why = net_param_parse_alias(value, len, &p->aliases[p->n_aliases]);

	if (!why)
		p->n_aliases++;
	return why;
}

static const char *take_boot_device(struct net_param *p, const char *value, size_t len)
{
	return ip_device_parse(value, len, &p->boot_device) < 0
		       ? "wants a device or a MAC"
		       : NULL;
}

static const char *take_need(struct net_param *p, const char *value, size_t len)
{
	p->is_needed = !is_false(value, len);
	return NULL;
}

/* What dracut waits for in turn, stage two waits for at once: the longest counts. */
static const char *take_timeout(struct net_param *p, const char *value, size_t len)
{
	uint64_t seconds;

	if (text_to_u64(value, len, TIMEOUT_MAX_S, &seconds) < 0)
		return "wants seconds, at most 86400";
	if (seconds > p->patience_s)
		p->patience_s = (uint32_t)seconds;
	return NULL;
}

static const char *take_retries(struct net_param *p, const char *value, size_t len)
{
	uint64_t count;

	(void)p; /* servers are asked until somebody answers */
	return text_to_u64(value, len, UINT32_MAX, &count) < 0 ? "wants a number" : NULL;
}

static const char *take_hostname(struct net_param *p, const char *value, size_t len)
{
	if (!lease_is_name(value, len))
		return "wants letters, digits, '-' and '.', at most 253";
	memcpy(p->hostname, value, len);
	p->hostname[len] = 0;
	return NULL;
}

static const char *take_mtu(struct net_param *p, const char *value, size_t len)
{
	uint64_t mtu;

	if (text_to_u64(value, len, LEASE_MTU_MAX, &mtu) < 0 || mtu < LEASE_MTU_MIN)
		return "wants a number from 576 to 9216";
	p->mtu = (uint32_t)mtu;
	return NULL;
}

static const char *refuse(struct net_param *p, const char *value, size_t len)
{
	(void)p;
	(void)value;
	(void)len;
	return "stage two does not do this; it knows bond=, vlan= and ip= with a device";
}

static const struct {
	const char *name;
	const char *(*take)(struct net_param *p, const char *value, size_t len);
} words[] = {
	{ "ip", take_ip },
	{ "nfsaddrs", take_ip }, /* the kernel's old name for it */
	{ "nameserver", take_dns },
	{ "rd.route", take_route },
	{ "rd.peerdns", take_peer_dns },
	{ "rd.bootif", take_boot_if },
	{ "rd.neednet", take_need },
	{ "rd.net.timeout.iflink", take_timeout },
	{ "rd.net.timeout.ifup", take_timeout },
	{ "rd.net.timeout.route", take_timeout },
	{ "rd.net.timeout.ipv6dad", take_timeout },
	{ "rd.net.timeout.ipv6auto", take_timeout },
	{ "rd.net.timeout.carrier", take_timeout },
	{ "rd.net.timeout.dhcp", take_timeout },
	{ "rd.net.dhcp.retry", take_retries },
	{ "gateway", take_gateway },
	{ "netmask", take_mask },
	{ "ksdevice", take_device },
	{ "hostname", take_hostname },
	{ "mtu", take_mtu },
	{ "BOOTIF", take_boot_mac },
	{ "vlan", take_vlan },
	{ "bond", take_bond },
	{ "ifname", take_alias },
	{ "bootdev", take_boot_device },
	{ "bridge", refuse },
	{ "team", refuse },
	{ "rd.iscsi.ibft", refuse },
};

void net_param_begin(struct net_param *p)
{
	p->is_of_earlier_line = true;
}

int net_param_apply(struct net_param *p, const struct cmdline_word *word,
		    struct failure *why)
{
	char object[FAILURE_OBJECT_MAX];
	size_t i = 0;

	while (i < ARRAY_LEN(words) && !cmdline_is(word, words[i].name))
		i++;
	if (i == ARRAY_LEN(words))
		return 0;
	/* BOOTIF= is put there by a boot loader, which knows nothing of the rest */
	if (p->is_of_earlier_line && words[i].take != take_boot_mac)
		*p = (struct net_param){ .boot_mac = p->boot_mac };
	const char *reason =
		words[i].take(p, word->value ? word->value : "", word->value_len);

	if (!reason)
		return 0;
	text_sanitize(object, sizeof(object), word->text, word->len);
	return failure_set(
		why, words[i].take == refuse ? FAILURE_CONFIG_KEY : FAILURE_CONFIG_VALUE,
		object, "%s", reason);
}
