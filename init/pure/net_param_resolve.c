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

/* The entry of a device, made if there is none; NETCONF_LINKS_MAX if there is no room. */
static size_t entry_of(struct netconf *c, const struct ip_device *device)
{
	size_t n = 0;

	while (n < c->n_links && !is_same(&c->links[n], device))
		n++;
	if (n < c->n_links || n == NETCONF_LINKS_MAX)
		return n;
	c->links[n] = (struct netconf_link){ .mac = device->mac };
	memcpy(c->links[n].name, device->name, sizeof(device->name));
	c->n_links++;
	return n;
}

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
	}
	if (ip->method == IP_STATIC && !is_given(&ip->device) && !p->ignores_boot_mac)
		ip->device.mac = p->boot_mac;
	return 0;
}

static int set_entry(struct netconf *c, const struct ip_param *ip, bool *has_v4,
		     struct failure *why)
{
	size_t n = entry_of(c, &ip->device);
	struct netconf_link *entry = &c->links[n];

	if (n == NETCONF_LINKS_MAX)
		return refuse_ip(ip, why, "is one device too many");
	bool is_v4 = ip->method != IP_STATIC || ip->client.family == AF_INET;

	if (is_v4 ? has_v4[n] : netconf_has_address(c, n, AF_INET6))
		return refuse_ip(ip, why,
				 "is not the only one of its family for this device");
	has_v4[n] = has_v4[n] || is_v4;
	entry->asks_dhcp = entry->asks_dhcp || ip->method == IP_DHCP;
	if (ip->mtu)
		entry->mtu = ip->mtu;
	if (ip->new_mac.len > 0)
		entry->new_mac = ip->new_mac;
	if (ip->client_id_len > 0) {
		entry->client_id_len = ip->client_id_len;
		memcpy(entry->client_id, ip->client_id, sizeof(entry->client_id));
	}
	if (ip->method == IP_STATIC)
		add_static(c, n, ip);
	return 0;
}

static int resolve_ip(const struct net_param *p, size_t i, struct netconf *c,
		      bool *has_v4, struct failure *why)
{
	struct ip_param ip = p->ip[i];
	int r = complete(p, &ip, why);

	if (r < 0)
		return r;
	for (size_t k = 0; k < ip.n_dns; k++)
		netconf_add_dns(c, &ip.dns[k]);
	if (ip.method == IP_STATIC || is_given(&ip.device))
		return set_entry(c, &ip, has_v4, why);
	c->others.asks_dhcp = ip.method == IP_DHCP;
	c->others.client_id_len = ip.client_id_len;
	memcpy(c->others.client_id, ip.client_id, sizeof(ip.client_id));
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

static int resolve_route(const struct net_param_route *from, struct netconf *c,
			 struct failure *why)
{
	char object[FAILURE_OBJECT_MAX];
	struct netlink_route route = { .family = from->dst.family,
				       .dst_len = from->dst_len,
				       .metric = NETPLAN_METRIC,
				       .gateway = from->gateway };
	size_t n_before = c->n_links;
	size_t n =
		is_given(&from->device) ? entry_of(c, &from->device) : owner_of(c, from);

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
		c->links[n].asks_dhcp = c->others.asks_dhcp;
	if (from->dst_len > 0)
		route.dst = from->dst;
	route.index = (uint32_t)n;
	netconf_add_route(c, &route);
	return 0;
}

int net_param_resolve(const struct net_param *p, struct netconf *c, struct failure *why)
{
	bool has_v4[NETCONF_LINKS_MAX] = { false };
	int r = 0;

	if (p->n_ip > 0) {
		netconf_init(c);
		c->others.asks_dhcp = false;
		c->origin = "as ip= has it";
	}
	if (p->n_dns > 0)
		c->n_dns = 0;
	for (size_t i = 0; i < p->n_dns; i++)
		netconf_add_dns(c, &p->dns[i]);
	for (size_t i = 0; r == 0 && i < p->n_ip; i++)
		r = resolve_ip(p, i, c, has_v4, why);
	for (size_t i = 0; r == 0 && i < p->n_routes; i++)
		r = resolve_route(&p->routes[i], c, why);
	c->comes_before_dhcp = p->n_ip > 0 || p->n_dns > 0;
	c->ignores_dhcp_dns = p->ignores_dhcp_dns;
	return r;
}
