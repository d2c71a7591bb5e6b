/* SPDX-License-Identifier: MIT */
#include "sys/net_facts.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"

void net_facts_addresses(net_fact *each, void *context)
{
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) < 0)
		return;
	for (struct ifaddrs *a = all; a; a = a->ifa_next) {
		char text[INET6_ADDRSTRLEN];

		if (!a->ifa_addr || strcmp(a->ifa_name, "lo") == 0 ||
		    (a->ifa_addr->sa_family != AF_INET &&
		     a->ifa_addr->sa_family != AF_INET6))
			continue;
		socklen_t len = a->ifa_addr->sa_family == AF_INET
					? sizeof(struct sockaddr_in)
					: sizeof(struct sockaddr_in6);

		if (getnameinfo(a->ifa_addr, len, text, sizeof(text), NULL, 0,
				NI_NUMERICHOST) == 0 &&
		    !text_starts_with(text, "fe80:"))
			each(context, a->ifa_name, text);
	}
	freeifaddrs(all);
}

/* A line of /proc/net/route: "eth0\t00000000\t0202000A\t...", numbers as they lie in memory. */
