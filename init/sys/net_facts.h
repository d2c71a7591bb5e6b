/* SPDX-License-Identifier: MIT */
/* By which addresses this machine may be reached. */
#pragma once

typedef void net_fact(void *context, const char *name, const char *value);

/* Each address that leads beyond its link, with that link's name first. */
void net_facts_addresses(net_fact *each, void *context);
