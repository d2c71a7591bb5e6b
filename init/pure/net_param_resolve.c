/* SPDX-License-Identifier: MIT */
#include "pure/net_param.h"

#include <string.h>
#include <sys/socket.h>

#include <linux/if_addr.h>

#include "base/writer.h"
#include "pure/ip_text.h"
#include "pure/netplan.h"

static bool is_given(const struct ip_device *device)
{
	return device->name[0] || device->mac.len > 0;
}

static bool is_same(const struct netconf_link *entry, const struct ip_device *device)
{
	return device->mac.len > 0
		       ? mac_equal(&entry->mac, &device->mac)
		       : entry->mac.len == 0 && strcmp(entry->name, device->name) == 0;
}

/* ifname= is a name for a MAC: nothing is renamed, which would race with the kernel. */
static struct ip_device meant_by(const struct net_param *p,
				 const struct ip_device *device)
{
	struct ip_device meant = *device;

	for (size_t i = 0; i < p->n_aliases; i++)
		if (device->mac.len == 0 && strcmp(device->name, p->aliases[i].name) == 0)
			meant.mac = p->aliases[i].mac;
	return meant;
}

/* The entry of a device, made if there is none; NETCONF_LINKS_MAX if there is no room. */
static size_t entry_of(const struct net_param *p, struct netconf *c,
		       const struct ip_device *device)
{
	struct ip_device meant = meant_by(p, device);
	size_t n = 0;

	while (n < c->n_links && !is_same(&c->links[n], &meant))
		n++;
	if (n < c->n_links || n == NETCONF_LINKS_MAX)
		return n;
	c->links[n] = (struct netconf_link){ .mac = meant.mac };
	memcpy(c->links[n].name, meant.name, sizeof(meant.name));
	c->n_links++;
	return n;
}

/* --- bonds and VLANs --------------------------------------------------------------------- */

static int refuse_link(const char *word, const char *name, struct failure *why,
		       const char *reason)
{
	char object[FAILURE_OBJECT_MAX];
	struct writer to = writer_over(object, sizeof(object));

	writer_printf(&to, "%s=%s", word, name);
	return failure_set(why, FAILURE_CONFIG_VALUE, object, "%s", reason);
}

/* A link of that name that is made; NETCONF_LINKS_MAX if there is one, or no room. */
static size_t add_made(struct netconf *c, const char *name)
{
	struct netconf_link *entry = &c->links[c->n_links];

	for (size_t i = 0; i < c->n_links; i++)
		if (strcmp(c->links[i].name, name) == 0)
			return NETCONF_LINKS_MAX;
	if (c->n_links == NETCONF_LINKS_MAX)
		return NETCONF_LINKS_MAX;
	*entry = (struct netconf_link){ .mtu = 0 };
	memcpy(entry->name, name, sizeof(entry->name));
	return c->n_links++;
}

static const char clash[] = "is named by another bond=, vlan= or ifname= as well";

static int add_bond(const struct net_param *p, const struct net_param_bond *bond,
		    struct netconf *c, struct failure *why)
{
	size_t n = add_made(c, bond->name);

	if (n == NETCONF_LINKS_MAX)
		return refuse_link("bond", bond->name, why, clash);
	c->links[n].kind = NETCONF_BOND;
	c->links[n].bond = c->n_bonds;
	c->bonds[c->n_bonds++] = bond->options; /* fewer are taken than there is room */
	c->links[n].mtu = bond->mtu;
	for (size_t i = 0; i < bond->n_members; i++) {
		size_t member = entry_of(p, c, &bond->members[i]);

		if (member == NETCONF_LINKS_MAX)
			return refuse_link("bond", bond->name, why,
					   "has one device too many");
		if (c->links[member].master > 0 ||
		    c->links[member].kind != NETCONF_HARDWARE)
			return refuse_link("bond", bond->name, why,
					   "has a member that is a bond, or that of "
					   "another one");
		c->links[member].master = (uint8_t)(n + 1);
	}
	return 0;
}

static int add_vlan(const struct net_param *p, const struct net_param_vlan *vlan,
		    struct netconf *c, struct failure *why)
{
	size_t n = add_made(c, vlan->name);

	if (n == NETCONF_LINKS_MAX)
		return refuse_link("vlan", vlan->name, why, clash);
	c->links[n].kind = NETCONF_VLAN;
	c->links[n].vlan_id = vlan->id;
	size_t lower = entry_of(p, c, &vlan->lower);

	if (lower == NETCONF_LINKS_MAX || lower == n)
		return refuse_link("vlan", vlan->name, why, "is on no other device");
	if (c->links[lower].master > 0)
		return refuse_link("vlan", vlan->name, why,
				   "is on a member of a bond; it can be on the bond");
	c->links[n].lower = (uint8_t)(lower + 1);
	return 0;
}

static int add_stacked(const struct net_param *p, struct netconf *c, struct failure *why)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->n_bonds; i++)
		r = add_bond(p, &p->bonds[i], c, why);
	for (size_t i = 0; r == 0 && i < p->n_vlans; i++)
		r = add_vlan(p, &p->vlans[i], c, why);
	if (r < 0 || p->n_ip > 0 || (p->n_bonds == 0 && p->n_vlans == 0))
		return r;
	return refuse_link(p->n_vlans > 0 ? "vlan" : "bond",
			   p->n_vlans > 0 ? p->vlans[0].name : p->bonds[0].name, why,
			   "has no address: ip= gives it one, as in ip=NAME:dhcp");
}

/* --- ip= --------------------------------------------------------------------------------- */

static void add_static(struct netconf *c, size_t n, const struct ip_param *ip)
{
	struct netlink_route route = { .family = ip->client.family,
				       .index = (uint32_t)n,
				       .metric = NETPLAN_METRIC,
				       .gateway = ip->gateway };
	struct netlink_address address = { .index = (uint32_t)n,
					   .prefix_len = ip->prefix_len,
					   .local = ip->client,
					   .peer = ip->peer,
					   .preferred_s = LEASE_FOREVER,
					   .valid_s = LEASE_FOREVER };

	/* whoever typed it is remote: a duplicate elsewhere must not take it away */
	if (ip->client.family == AF_INET6)
		address.flags = IFA_F_NODAD;
	netconf_add_address(c, &address);
	if (ip->gateway.family)
		netconf_add_route(c, &route);
}

static int refuse_ip(const struct ip_param *ip, struct failure *why, const char *reason)
{
	char object[FAILURE_OBJECT_MAX];
	struct writer to = writer_over(object, sizeof(object));

	writer_printf(&to, "ip= of %s",
		      ip->device.name[0] ? ip->device.name : "a device");
	if (ip->client.family) {
		writer_text(&to, " with ");
		ip_write(&to, &ip->client);
	}
	return failure_set(why, FAILURE_CONFIG_VALUE, object, "%s", reason);
}

/* What ip=ADDRESS leaves to words of their own. */
static int complete(const struct net_param *p, struct ip_param *ip, struct failure *why)
{
	if (ip->is_alone &&
	    ip_parse_mask(p->mask, strlen(p->mask), AF_INET, &ip->prefix_len) < 0)
		return refuse_ip(ip, why,
				 "has no mask: netmask= gives it, or the long form "
				 "ip=ADDRESS::GATEWAY:24::DEVICE:off");
	if (ip->is_alone) {
		ip->gateway = p->gateway;
		ip->device = p->device;
		ip->mtu = p->mtu;
	}
	if (ip->method == IP_STATIC && !is_given(&ip->device) && !p->ignores_boot_mac)
		ip->device.mac = p->boot_mac;
	return 0;
}

static void set_client_id(struct netconf_link *entry, const struct ip_param *ip)
{
	entry->last.client_id_len = ip->client_id_len;
	memcpy(entry->last.client_id, ip->client_id, ip->client_id_len);
}

/* Which families a statement is about, as bits: 1 for IPv4, 2 for IPv6. */
static uint8_t families_of(const struct ip_param *ip)
{
	if (ip->method == IP_STATIC)
		return ip->client.family == AF_INET ? 1 : 2;
	if (ip->method == IP_OFF)
		return 1;
	return (uint8_t)((ip->asks & NETCONF_DHCP4 ? 1 : 0) |
			 (ip->asks & ~NETCONF_DHCP4 ? 2 : 0));
}

static int set_entry(const struct net_param *p, struct netconf *c,
		     const struct ip_param *ip, uint8_t *families, struct failure *why)
{
	size_t n = entry_of(p, c, &ip->device);
	struct netconf_link *entry = &c->links[n];

	if (n == NETCONF_LINKS_MAX)
		return refuse_ip(ip, why, "is one device too many");
	if (entry->master > 0)
		return refuse_ip(ip, why,
				 "is for a member of a bond, which has no address");
	if (families[n] & families_of(ip))
		return refuse_ip(ip, why,
				 "is not the only one of its family for this device");
	families[n] |= families_of(ip);
	entry->asks |= ip->asks;
	if (ip->mtu)
		entry->mtu = ip->mtu;
	if (ip->new_mac.len > 0)
		entry->new_mac = ip->new_mac;
	set_client_id(entry, ip);
	if (ip->method == IP_STATIC)
		add_static(c, n, ip);
	return 0;
}

static bool is_for_all(const struct ip_param *ip)
{
	return ip->method != IP_STATIC && !is_given(&ip->device);
}

/* ip=off, and asking all the same. */
static bool contradicts(const struct ip_param *a, const struct ip_param *b)
{
	return is_for_all(a) && is_for_all(b) && families_of(a) & families_of(b) &&
	       (a->method == IP_OFF) != (b->method == IP_OFF);
}

static int resolve_ip(const struct net_param *p, size_t i, struct netconf *c,
		      uint8_t *families, struct failure *why)
{
	struct ip_param ip = p->ip[i];
	int r = complete(p, &ip, why);

	if (r < 0)
		return r;
	for (size_t k = 0; k < i; k++)
		if (contradicts(&p->ip[k], &ip))
			return failure_set(
				why, FAILURE_CONFIG_VALUE, "ip=off",
				"and another ip= that asks on all devices: one "
				"of them is meant");
	for (size_t k = 0; k < ip.n_dns; k++)
		netconf_add_dns(c, &ip.dns[k]);
	if (ip.hostname[0])
		memcpy(c->hostname, ip.hostname, sizeof(c->hostname));
	if (!is_for_all(&ip))
		return set_entry(p, c, &ip, families, why);
	c->others.asks |= ip.asks;
	set_client_id(&c->others, &ip);
	return 0;
}

/* The entry that a route without a device belongs to; NETCONF_LINKS_MAX if none can be
 * told from the others. */
static size_t owner_of(const struct netconf *c, const struct net_param_route *route)
{
	for (size_t i = 0; i < c->n_addresses; i++)
		if (ip_is_near(&c->addresses[i].local, &route->gateway,
			       c->addresses[i].prefix_len))
			return c->addresses[i].index;
	return c->n_links == 1 ? 0 : NETCONF_LINKS_MAX;
}

static int resolve_route(const struct net_param *p, const struct net_param_route *from,
			 struct netconf *c, struct failure *why)
{
	char object[FAILURE_OBJECT_MAX];
	struct netlink_route route = { .family = from->dst.family,
				       .dst_len = from->dst_len,
				       .metric = NETPLAN_METRIC,
				       .gateway = from->gateway };
	size_t n_before = c->n_links;
	size_t n = is_given(&from->device) ? entry_of(p, c, &from->device)
					   : owner_of(c, from);

	if (n == NETCONF_LINKS_MAX) {
		struct writer to = writer_over(object, sizeof(object));

		writer_text(&to, "rd.route=");
		ip_write(&to, &from->dst);
		writer_printf(&to, "/%u", from->dst_len);
		return failure_set(
			why, FAILURE_CONFIG_VALUE, object,
			"names no device, and its gateway is near no address of "
			"any ip=");
	}
	if (c->n_links > n_before)
		c->links[n].asks = c->others.asks;
	if (from->dst_len > 0)
		route.dst = from->dst;
	route.index = (uint32_t)n;
	netconf_add_route(c, &route);
	return 0;
}

/* Links that ip= says nothing about are asked as it says of all: not the members. */
static void ask_the_rest(struct netconf *c, const uint8_t *families)
{
	for (size_t i = 0; i < c->n_links; i++)
		if (families[i] == 0 && c->links[i].master == 0)
			c->links[i].asks |= c->others.asks;
}

static int set_boot_link(const struct net_param *p, struct netconf *c,
			 struct failure *why)
{
	size_t n = entry_of(p, c, &p->boot_device);

	if (n == NETCONF_LINKS_MAX)
		return refuse_link("bootdev", p->boot_device.name, why,
				   "is one device too many");
	if (c->links[n].asks == 0 && !netconf_has_address(c, n, 0))
		c->links[n].asks = c->others.asks;
	c->boot_link = (uint8_t)(n + 1);
	/* of what is static, its routes come first */
	for (size_t i = 0; i < c->n_routes; i++)
		if (c->routes[i].index != n && c->routes[i].metric == NETPLAN_METRIC)
			c->routes[i].metric += NETCONF_LINKS_MAX;
	return 0;
}

int net_param_resolve(const struct net_param *p, struct netconf *c, struct failure *why)
{
	uint8_t families[NETCONF_LINKS_MAX] = { 0 };

	if (p->n_ip > 0) {
		netconf_init(c);
		c->others.asks = 0;
		c->origin = "as ip= has it";
	}
	if (p->n_dns > 0)
		c->n_dns = 0;
	for (size_t i = 0; i < p->n_dns; i++)
		netconf_add_dns(c, &p->dns[i]);
	int r = add_stacked(p, c, why);

	if (p->hostname[0])
		memcpy(c->hostname, p->hostname, sizeof(c->hostname));
	for (size_t i = 0; r == 0 && i < p->n_ip; i++)
		r = resolve_ip(p, i, c, families, why);
	if (r == 0 && p->n_ip > 0)
		ask_the_rest(c, families);
	for (size_t i = 0; r == 0 && i < p->n_routes; i++)
		r = resolve_route(p, &p->routes[i], c, why);
	if (r == 0 && is_given(&p->boot_device))
		r = set_boot_link(p, c, why);
	c->comes_before_dhcp = p->n_ip > 0 || p->n_dns > 0;
	c->ignores_dhcp_dns = p->ignores_dhcp_dns;
	return r;
}
