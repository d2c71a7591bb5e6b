/* SPDX-License-Identifier: MIT */
/*
 * What a DHCP server said, typed and bounded.  udhcpc hands it to our event program as
 * environment variables; that program turns it into one message of fixed size, and the
 * network worker believes none of it before it was checked once more.
 *
 * A field that is wrong is left out and named, and the lease is used without it: one bad
 * option must not cost the machine its network.  Only a wrong address refuses the lease.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum {
	LEASE_ROUTES_MAX = 16,
	LEASE_DNS_MAX = 3,    /* MAXNS: no resolver looks at more */
	LEASE_NAME_MAX = 254, /* RFC 1035 section 3.1, with a NUL */
	LEASE_MTU_MIN = 576,  /* what every host takes (RFC 791); less is an attack */
	LEASE_MTU_MAX = 9216,
	LEASE_SECONDS_MIN = 30,       /* udhcpc takes no lease for shorter */
	LEASE_SECONDS_DEFAULT = 3600, /* and this long if the server does not say */
	LEASE_MESSAGE_SIZE = 5 * 4 + 2 + 3 + LEASE_ROUTES_MAX * 9 + LEASE_DNS_MAX * 4 +
			     2 * LEASE_NAME_MAX,
};

#define LEASE_FOREVER UINT32_MAX

enum lease_event {
	LEASE_DECONFIG = 1, /* a client begins, or lost its lease */
	LEASE_BOUND,
	LEASE_RENEW,
	LEASE_FAIL, /* no server answered; the client tries again */
	LEASE_NAK,
	LEASE_REFUSED, /* a server gave an address that no machine can have */
	LEASE_EVENT_END,
};

/* Fields that were refused, as bits. */
enum lease_field {
	LEASE_FIELD_MASK,
	LEASE_FIELD_ROUTER,
	LEASE_FIELD_ROUTES,
	LEASE_FIELD_DNS,
	LEASE_FIELD_DOMAIN,
	LEASE_FIELD_HOSTNAME,
	LEASE_FIELD_MTU,
	LEASE_FIELD_SERVER,
	LEASE_FIELD_SECONDS,
	LEASE_FIELDS, /* how many there are */
};

struct lease_route {
	uint32_t dst;
	uint32_t gateway; /* 0: on the link itself */
	uint8_t prefix_len;
};

struct lease {
	uint32_t address;
	uint32_t server; /* 0: not said */
	uint32_t seconds;
	uint16_t mtu; /* 0: not said */
	uint8_t prefix_len;
	uint8_t n_routes, n_dns;
	/* In the server's order.  The first router (option 3) is a route here as well; it is
	 * not looked at if there are classless routes (option 121, RFC 3442). */
	struct lease_route routes[LEASE_ROUTES_MAX];
	uint32_t dns[LEASE_DNS_MAX];
	char domain[LEASE_NAME_MAX]; /* "" if none was given, or a wrong one */
	char hostname[LEASE_NAME_MAX];
};

struct lease_message {
	enum lease_event event;
	uint32_t refused;   /* 1 << LEASE_FIELD_* */
	struct lease lease; /* with LEASE_BOUND and LEASE_RENEW, else all zero */
};

/*
 * From the argument and the environment that udhcpc gives its script.  Returns 0, or
 * -EINVAL if @event is none of udhcpc's.
 */
must_check int lease_from_env(const char *event, const char *const *environment,
			      struct lease_message *ret);

/* The message between the event program and the worker, both of one build. */
void lease_encode(const struct lease_message *message, uint8_t ret[LEASE_MESSAGE_SIZE]);

/* Returns 0, or -EBADMSG if any field is not as lease_from_env() would have left it. */
must_check int lease_decode(const uint8_t *bytes, size_t len, struct lease_message *ret);

/* True for the events that bring a lease. */
bool lease_event_has_lease(enum lease_event event);

/* "host name".  Never NULL. */
const char *lease_field_name(unsigned int field);

/* A DNS name: labels of letters, digits and inner hyphens, within DNS's lengths. */
bool lease_is_name(const char *name, size_t len);

/* A destination without bits behind its prefix, and a gateway that is a host or none. */
bool lease_is_route(const struct lease_route *route);
