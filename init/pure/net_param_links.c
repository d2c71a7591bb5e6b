/* SPDX-License-Identifier: MIT */
#include "pure/net_param_links.h"

#include <stdbool.h>
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "pure/bond.h"
#include "pure/ip_text.h"
#include "pure/lease.h"

enum {
	VLAN_ID_MAX = 4094, /* 802.1Q keeps 0 and 4095 for itself */
	MAC_LEN = 6,
};

/* The name of a link that is made: no MAC, which names one that is there. */
static bool take_name(struct span p, char ret[static NETLINK_NAME_MAX])
{
	struct ip_device device;

	if (ip_device_parse(p.at, p.len, &device) < 0 || !device.name[0] ||
	    strchr(device.name, '%'))
		return false;
	memcpy(ret, device.name, sizeof(device.name));
	return true;
}

/* vlan0005, vlan5, eth0.0005, eth0.5: the four styles that vconfig(8) made. */
static bool take_id(const char *name, uint16_t *ret)
{
	const char *dot = strrchr(name, '.');
	const char *digits = dot ? dot + 1 : name + 4;
	uint64_t id;

	if ((!dot && strncmp(name, "vlan", 4) != 0) ||
	    text_to_u64(digits, strlen(digits), VLAN_ID_MAX, &id) < 0 || id == 0)
		return false;
	*ret = (uint16_t)id;
	return true;
}

const char *net_param_parse_vlan(const char *text, size_t len, struct net_param_vlan *ret)
{
	struct span lower = { text, len };
	struct span name = span_take(&lower, ':');
	struct net_param_vlan vlan;

	if (!take_name(name, vlan.name) ||
	    ip_device_parse(lower.at, lower.len, &vlan.lower) < 0)
		return "wants NAME:DEVICE, as in vlan=eth0.5:eth0; names have at most 15 "
		       "letters";
	if (!take_id(vlan.name, &vlan.id))
		return "has no VLAN id from 1 to 4094 in its name: vlan5, vlan0005, eth0.5 and "
		       "eth0.0005 have";
	*ret = vlan;
	return NULL;
}

static const char *take_members(struct span list, struct net_param_bond *bond)
{
	while (list.len > 0) {
		struct span member = span_take(&list, ',');

		if (bond->n_members == NET_PARAM_MEMBERS_MAX)
			return "has more than eight members";
		if (ip_device_parse(member.at, member.len,
				    &bond->members[bond->n_members++]) < 0)
			return "has a member that is neither a name of at most 15 letters nor "
			       "a MAC with '-'";
	}
	return bond->n_members > 0 ? NULL
				   : "has no members; bond=bond0:eth0,eth1:mode=802.3ad "
				     "names two";
}

const char *net_param_parse_bond(const char *text, size_t len, struct net_param_bond *ret)
{
	struct span left = { text, len };
	struct net_param_bond bond = { .n_members = 0 };
	struct span name = span_take(&left, ':');
	struct span members = span_take(&left, ':');
	struct span options = span_take(&left, ':');
	uint64_t mtu = 0;

	if (!take_name(name, bond.name))
		return "wants NAME:MEMBERS[:OPTIONS[:MTU]], as in "
		       "bond=bond0:eth0,eth1:mode=802.3ad";
	const char *why = take_members(members, &bond);

	if (!why)
		why = bond_parse_options(options.at, options.len, &bond.options);
	if (why)
		return why;
	if (left.len > 0 && (text_to_u64(left.at, left.len, LEASE_MTU_MAX, &mtu) < 0 ||
			     mtu < LEASE_MTU_MIN))
		return "wants an MTU from 576 to 9216 behind its options";
	bond.mtu = (uint32_t)mtu;
	*ret = bond;
	return NULL;
}

const char *net_param_parse_alias(const char *text, size_t len,
				  struct net_param_alias *ret)
{
	struct span mac = { text, len };
	struct span name = span_take(&mac, ':');
	struct net_param_alias alias;

	if (!take_name(name, alias.name) ||
	    ip_parse_mac(mac.at, mac.len, &alias.mac) < 0 || alias.mac.len != MAC_LEN)
		return "wants NAME:MAC, as in ifname=lan0:52:54:00:12:34:56";
	*ret = alias;
	return NULL;
}
