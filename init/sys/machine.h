/* SPDX-License-Identifier: MIT */
/* What tells this machine from others: its firmware's tables, its name, its network card. */
#pragma once

#include "pure/net_param.h"
#include "pure/url_fill.h"

/*
 * @line: what the command line says, whose MAC and name come first.  Without them the MAC is
 * that of the link with the default route, or of the first one that there is.
 */
void machine_facts(const struct net_param *line, struct url_facts *ret);
