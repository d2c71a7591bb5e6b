/* SPDX-License-Identifier: MIT */
/*
 * What the links are to have, whoever says so: the kernel command line, or the host that
 * was here before.  One table each of links, addresses and routes; in it, the index of an
 * address or a route is the position of its link in @links, not the kernel's number.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/writer.h"
#include "pure/lease.h"
#include "pure/netlink_rule.h"

enum {
	/* Of a host's links, those alone that have an address of their own: ports, and the
	 * bridges of its containers. */
	NETCONF_LINKS_MAX = 32,
	NETCONF_ADDRESSES_MAX = 48,
	NETCONF_ROUTES_MAX = 96,
	NETCONF_RULES_MAX = 32,
	NETCONF_DNS_MAX = LEASE_DNS_MAX,
	NETCONF_SEARCH_MAX = 256,    /* what resolvers of old took */
	NETCONF_CLIENT_ID_MAX = 135, /* RFC 4361: 5 bytes, and a DUID of at most 130 */
	NETCONF_LEASES_MAX = 16,
	NETCONF_BONDS_MAX = 8,
};

/* What a link may be asked for, as bits. */
enum netconf_asks {
	NETCONF_DHCP4 = 1,
	NETCONF_RA = 2, /* what routers say, and DHCPv6 if they say so */
	NETCONF_DHCP6 = 4,
	NETCONF_LINK6 = 8, /* nobody: the address of the link itself is enough */
	NETCONF_ASKS_ANY = NETCONF_DHCP4 | NETCONF_RA, /* what nobody has a word on */
};

/* What a DHCPv4 server knew a link by. */
struct netconf_lease {
	struct netlink_mac mac;
	uint32_t address;      /* to ask for again; 0: any */
	uint8_t client_id_len; /* 0: 01 and the MAC */
	uint8_t client_id[NETCONF_CLIENT_ID_MAX];
};

enum netconf_kind {
	NETCONF_HARDWARE,
	NETCONF_VLAN, /* these two are made, with their name */
	NETCONF_BOND,
};

struct netconf_link {
	/* Which link: by its MAC if there is one here, else by its name, else the only one. */
	char name[NETLINK_NAME_MAX];
	struct netlink_mac mac;
	enum netconf_kind kind;
	uint16_t vlan_id;
	/* Positions, from 1: of what a VLAN is on, and of the bond that has it as a member. */
	uint8_t lower, master;
	uint8_t bond; /* of a bond: the position of its options, from 0 */
	char bridge[NETLINK_NAME_MAX]; /* of the host, whose addresses this port gets */
	uint8_t asks;                  /* NETCONF_DHCP4 ... */
	struct netconf_lease last;     /* its MAC is not looked at */
	uint32_t mtu;                  /* 0: as it is */
	struct netlink_mac new_mac;    /* to set; of length 0: as it is */
};

struct netconf {
	struct netconf_link links[NETCONF_LINKS_MAX];
	struct netlink_address addresses[NETCONF_ADDRESSES_MAX];
	struct netlink_route routes[NETCONF_ROUTES_MAX];
	struct netlink_rule rules[NETCONF_RULES_MAX];
	struct netlink_ip dns[NETCONF_DNS_MAX];
	char search[NETCONF_SEARCH_MAX]; /* domains, a space between two */
	struct netconf_lease leases[NETCONF_LEASES_MAX]; /* of the host, by MAC */
	struct bond_options bonds[NETCONF_BONDS_MAX];
	uint8_t n_links, n_addresses, n_routes, n_rules, n_dns, n_leases, n_bonds;
	uint8_t boot_link; /* the position, from 1, of the link that comes first */
	char hostname[LEASE_NAME_MAX];
	struct netconf_link others; /* of every link that no entry is for */
	const char *origin;         /* "as the host had it", for a line */
	bool comes_before_dhcp;     /* its DNS servers are asked first */
	bool ignores_dhcp_dns;
	bool is_cut;                    /* there was more than fits */
	char stacked[NETLINK_NAME_MAX]; /* the host's, that is not made again: a tunnel */
};

/* Everything is asked on every link. */
void netconf_init(struct netconf *ret);

bool netconf_is_for(const struct netconf_link *entry, const struct netlink_link *link);
/* "vlan", "bond", or "": the kernel's word. */
const char *netconf_kind_name(enum netconf_kind kind);

bool netconf_is_for_any(const struct netconf_link *entry);

/* What DHCPv4 is asked for on a link that has the entry. */
const struct netconf_lease *netconf_last_lease(const struct netconf *c,
					       const struct netconf_link *entry,
					       const struct netlink_link *link);

/* Append if there is room, else set @is_cut. */
void netconf_add_address(struct netconf *c, const struct netlink_address *address);
void netconf_add_route(struct netconf *c, const struct netlink_route *route);
void netconf_add_dns(struct netconf *c, const struct netlink_ip *server);

/* Has the entry at @n an address of @family (0: any)? */
bool netconf_has_address(const struct netconf *c, size_t n, uint8_t family);

/* True if something of the entry leads beyond its own link. */
bool netconf_is_useful(const struct netconf *c, size_t n);

/* resolv.conf(5): its servers and search domains.  What cannot be one is passed over, as
 * resolvers do, and so are servers on the loopback link, which no longer run. */
void netconf_parse_resolv_conf(struct netconf *c, const char *text, size_t len);

/* The same in the other direction. */
void netconf_write_resolv_conf(const struct netconf *c, struct writer *to);
