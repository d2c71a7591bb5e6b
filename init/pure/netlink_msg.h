/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink as values: what the kernel says, parsed into plain structs.  Numbers are the
 * kernel's own (linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h); IPv4 and IPv6 alike.
 * See rtnetlink(7), and netlink_request.h for the other direction.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cursor.h"
enum {
	NETLINK_NAME_MAX = 16, /* IFNAMSIZ, with its NUL */
	NETLINK_KIND_MAX = 16, /* "openvswitch" is the longest in common use */
	NETLINK_MAC_MAX = 32,  /* MAX_ADDR_LEN: InfiniBand has 20 bytes */
	NETLINK_IP_MAX = 16,
	BOND_OPTIONS_MAX = 32,
	BOND_ARP_TARGETS_MAX = 16, /* BOND_MAX_ARP_TARGETS */
};

struct netlink_mac {
	uint8_t len; /* 0: none */
	uint8_t bytes[NETLINK_MAC_MAX];
};

struct netlink_ip {
	uint8_t family; /* AF_INET, AF_INET6, or 0: none */
	uint8_t bytes[NETLINK_IP_MAX];
};

uint8_t netlink_ip_len(uint8_t family); /* 4, 16; 0 of what is not IP */
/* Of a bond (bond.h), by the place of the option in its table. */
struct bond_options {
	uint32_t set; /* which differ from the kernel's default, as bits */
	uint32_t values[BOND_OPTIONS_MAX];
	uint8_t n_arp_targets;
	uint8_t arp_targets[BOND_ARP_TARGETS_MAX][4];
	uint32_t primary_index;         /* the kernel's word; 0: none */
	char primary[NETLINK_NAME_MAX]; /* everybody else's */
};

/* RTM_NEWLINK, RTM_DELLINK */
struct netlink_link {
	uint32_t index;
	uint32_t flags; /* IFF_UP, IFF_LOWER_UP ... */
	uint32_t mtu;
	uint32_t master;   /* index of the bond or bridge, 0: none */
	uint32_t lower;    /* index of a VLAN's parent or a veth's peer, 0: none */
	uint16_t type;     /* ARPHRD_ETHER ... */
	uint8_t operstate; /* IF_OPER_UP ... */
	bool has_carrier;  /* IFLA_CARRIER; a link that is down has none */
	struct netlink_mac mac, broadcast;
	struct netlink_mac permanent_mac; /* what the driver found in the hardware */
	char name[NETLINK_NAME_MAX];
	char kind[NETLINK_KIND_MAX];      /* "bond", "vlan", "veth"; "" for hardware */
	char port_kind[NETLINK_KIND_MAX]; /* of what it is a port: from here on, not of */
	uint16_t vlan_id; /* netlink_parse_link(); 0: none, or not one of 802.1Q */
	struct bond_options bond;
};

/* RTM_NEWADDR, RTM_DELADDR */
struct netlink_address {
	uint32_t index; /* of its link */
	uint32_t flags; /* IFA_F_*: IFA_FLAGS where the kernel sends it */
	uint8_t prefix_len;
	uint8_t scope;           /* RT_SCOPE_* */
	struct netlink_ip local; /* the address itself */
	struct netlink_ip peer;  /* of a point-to-point link, else none */
	struct netlink_ip broadcast;
	uint32_t preferred_s, valid_s; /* UINT32_MAX: for ever */
	char label[NETLINK_NAME_MAX];
};

/* RTM_NEWROUTE, RTM_DELROUTE */
struct netlink_route {
	uint8_t family;
	uint8_t dst_len;               /* 0: the default route */
	uint8_t protocol, scope, type; /* RTPROT_*, RT_SCOPE_*, RTN_* */
	uint32_t flags;                /* RTNH_F_ONLINK, RTM_F_CLONED ... */
	uint32_t table, metric;
	uint32_t index;            /* of the outgoing link, 0: none */
	struct netlink_ip dst;     /* none for the default route */
	struct netlink_ip gateway; /* of another family than the route: RTA_VIA */
	struct netlink_ip prefsrc;
	bool has_more_hops; /* RTA_MULTIPATH or RTA_NH_ID, which is not looked into */
};

struct netlink_msg {
	uint16_t type, flags; /* RTM_NEWLINK, NLMSG_DONE ...; NLM_F_DUMP_INTR ... */
	uint32_t sequence;
	struct cursor body;
};

struct netlink_attribute {
	uint16_t type;
	struct cursor value;
};
/* The next one of a message or a nest: 1, 0 at its end, or -EBADMSG. */
must_check int netlink_next_attribute(struct cursor *c, struct netlink_attribute *ret);

/* The next message of a datagram: the same. */
must_check int netlink_next(struct cursor *datagram, struct netlink_msg *ret);

/* NLMSG_ERROR, NLMSG_DONE: @ret_error is 0 (an acknowledgement) or the kernel's -errno. */
must_check int netlink_parse_error(const struct netlink_msg *msg, int *ret_error);

/* Hardware has no kind; a veth is a container's or a test's only way out. */
bool netlink_is_hardware(const struct netlink_link *link);

/* Each returns 0, -EBADMSG, or -ENOMSG if @msg is of another type or of a family that is
 * not looked into (bridge ports, multicast and MPLS routes). */
must_check int netlink_parse_link(const struct netlink_msg *msg,
				  struct netlink_link *ret);
must_check int netlink_parse_address(const struct netlink_msg *msg,
				     struct netlink_address *ret);
must_check int netlink_parse_route(const struct netlink_msg *msg,
				   struct netlink_route *ret);
