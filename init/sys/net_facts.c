/* SPDX-License-Identifier: MIT */
#include "sys/net_facts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/io.h"

enum {
	ROUTES_SIZE = 16384,
	NOBODY = 65534,
	NAME_UNKNOWN = 254, /* exit status of the child that connects; others are errno */
};

static bool read_attribute(const char *link, const char *name, char *to, size_t cap)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/%s", link, name);
	if (io_read_file(path, to, cap) <= 0)
		return false;
	to[strcspn(to, "\n")] = 0;
	return true;
}

void net_facts_links(net_fact *each, void *context)
{
	struct if_nameindex *links = if_nameindex();

	for (struct if_nameindex *l = links; l && l->if_name; l++) {
		char carrier[8], speed[16], value[48];
		bool up = read_attribute(l->if_name, "carrier", carrier, sizeof(carrier));

		if (strcmp(l->if_name, "lo") == 0)
			continue;
		if (!up)
			(void)snprintf(value, sizeof(value), "down");
		else if (carrier[0] != '1')
			(void)snprintf(value, sizeof(value), "no carrier");
		else if (read_attribute(l->if_name, "speed", speed, sizeof(speed)) &&
			 speed[0] != '-')
			(void)snprintf(value, sizeof(value), "up, %s Mb/s", speed);
		else
			(void)snprintf(value, sizeof(value), "up");
		each(context, l->if_name, value);
	}
	if (links)
		if_freenameindex(links);
}

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
static uint32_t gateway_of(const char *line)
{
	const char *to = strchr(line, '\t');
	const char *gateway = to ? strchr(to + 1, '\t') : NULL;

	if (!gateway || strtoul(to + 1, NULL, 16) != 0)
		return 0;
	return (uint32_t)strtoul(gateway + 1, NULL, 16);
}

uint32_t net_facts_gateway(void)
{
	char routes[ROUTES_SIZE];
	uint32_t gateway = 0;

	if (io_read_file("/proc/net/route", routes, sizeof(routes)) <= 0)
		return 0;
	for (const char *line = strchr(routes, '\n'); line && gateway == 0;
	     line = strchr(line + 1, '\n'))
		gateway = gateway_of(line + 1);
	return gateway;
}

static int connect_one(const struct addrinfo *a)
{
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	int r = connect(fd, a->ai_addr, a->ai_addrlen) < 0 ? errno : 0;

	(void)close(fd);
	return r;
}

/* What a name server answers is foreign: it is read where it can do no harm. */
static int connect_without_privileges(const char *root, const char *host, uint16_t port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char service[8];
	int r = NAME_UNKNOWN;

	if (chroot(root) < 0 || chdir("/") < 0 || setgroups(0, NULL) < 0 ||
	    setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return EPERM;
	(void)snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(host, service, &hints, &found) != 0)
		return NAME_UNKNOWN;
	for (const struct addrinfo *a = found; a && r != 0; a = a->ai_next)
		r = connect_one(a);
	freeaddrinfo(found);
	return r;
}

int net_facts_connect(const char *root, const char *host, uint16_t port,
		      unsigned int timeout_s)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		(void)alarm(timeout_s); /* its end by the signal is the time-out */
		_exit(connect_without_privileges(root, host, port));
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status))
		return -ETIMEDOUT;
	return WEXITSTATUS(status) == NAME_UNKNOWN ? -ENOENT : -WEXITSTATUS(status);
}
