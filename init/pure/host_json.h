/* SPDX-License-Identifier: MIT */
/* What the readers of the host's documents (host_network.h) share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "pure/json.h"
#include "pure/netconf.h"

/* True if the next value, a string, is one of two. */
bool host_json_is(struct json *j, const char *a, const char *b);

/* The next value, which must be an address. */
void host_json_ip(struct json *j, struct netlink_ip *ret);

/* 0, or -EBADMSG; and how many bytes were read. */
must_check int host_json_end(struct json *j, size_t *ret_at);

/* The position of the link that has, or now gets, what the host's link had; n_links: none. */
size_t host_json_place(const struct netconf *c, const char *name);
