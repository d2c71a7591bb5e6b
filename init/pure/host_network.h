/* SPDX-License-Identifier: MIT */
/*
 * The network of the host as it left it: what was static is taken over, and what DHCP had
 * given is asked for again.  Reads what network_json.h writes, and what `ip --json` does.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"
#include "pure/netconf.h"

/*
 * takeover/links.json, as `ip --json --details link` has it: how bonds, VLANs and bridges
 * are made of other links.  It comes first, on what netconf_init() made.  Bonds and VLANs
 * are made again; of a bridge, the port that leads out gets the addresses.
 * Returns 0, or -EBADMSG with @ret_at, how many bytes had been read; then @c is to be
 * thrown away.
 */
must_check int host_network_links(struct netconf *c, const void *json, size_t len,
				  size_t *ret_at);

/* addrs.json comes next.  Returns the same. */
must_check int host_network_addresses(struct netconf *c, const void *json, size_t len,
				      size_t *ret_at);

/* takeover/dhcp-leases.json: [{"mac":"52:..","client-id":"ff..","address":"192.0.2.7"}], at
 * any time.  The client identifier is in hexadecimal; both may be missing. */
must_check int host_network_leases(struct netconf *c, const void *json, size_t len,
				   size_t *ret_at);

/* routes-v4.json or routes-v6.json by @family.  Routes go with an address of their family
 * on the same link: what DHCP or a router had brought comes from there again. */
must_check int host_network_routes(struct netconf *c, uint8_t family, const void *json,
				   size_t len, size_t *ret_at);

/*
 * Policy routing.  takeover/tables-v4.json and -v6.json, as `ip --json route show table all`
 * has them, are for host_network_routes(): of other tables than the main one, all routes go
 * with their link, whatever address that will have.  takeover/rules-v4.json and -v6.json are
 * as `ip --json rule` has them; a rule that asks for more than addresses is passed over.
 */
must_check int host_network_rules(struct netconf *c, uint8_t family, const void *json,
				  size_t len, size_t *ret_at);
