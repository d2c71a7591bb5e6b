/* SPDX-License-Identifier: MIT */
#include "netevent/event.h"

#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/deadline.h"
#include "pure/net6.h"
#include "sys/io.h"

enum {
	PACKET_MAX = 1500, /* an advertisement is not to be fragmented (RFC 6980) */
	/* The kernel solicits as well, but its answer may have come before we listened. */
	SOLICITATIONS_MAX = 3,
	SOLICIT_MS = 4000, /* RTR_SOLICITATION_INTERVAL of RFC 4861 */
	HOPS = 255,
};

static int open_socket(const char *link)
{
	struct icmp6_filter filter;
	const int yes = 1, hops = HOPS;
	int fd = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);

	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ND_ROUTER_ADVERT, &filter);
	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link,
		       (socklen_t)strlen(link) + 1) < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0)
		return -1;
	return fd;
}

/* It may fail: as long as the link has no address that others are known not to have. */
static void solicit(int fd, unsigned int index)
{
	static const struct nd_router_solicit question = { .nd_rs_type =
								   ND_ROUTER_SOLICIT };
	struct sockaddr_in6 routers = { .sin6_family = AF_INET6,
					.sin6_addr.s6_addr = { 0xff, 0x02, [15] = 2 },
					.sin6_scope_id = index };
	ssize_t n = sendto(fd, &question, sizeof(question), 0,
			   (const struct sockaddr *)&routers, sizeof(routers));

	(void)n;
}

static int hop_limit_of(struct msghdr *msg)
{
	int hops = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT &&
		    c->cmsg_len == CMSG_LEN(sizeof(hops)))
			memcpy(&hops, CMSG_DATA(c), sizeof(hops));
	return hops;
}

/* Returns 1 with an advertisement, 0 without, -1 if the link or the worker is gone. */
static int hear(int fd)
{
	uint8_t bytes[PACKET_MAX];
	union {
		struct cmsghdr head;
		uint8_t room[CMSG_SPACE(sizeof(int))];
	} control;
	struct sockaddr_in6 from = { .sin6_family = AF_UNSPEC };
	struct iovec into = { bytes, sizeof(bytes) };
	struct msghdr msg = { .msg_name = &from,
			      .msg_namelen = sizeof(from),
			      .msg_iov = &into,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control) };
	struct net6_message message;
	ssize_t n = recvmsg(fd, &msg, 0);

	if (n < 0)
		return -1;
	if (msg.msg_flags & MSG_TRUNC || from.sin6_family != AF_INET6 ||
	    net6_from_advertisement(bytes, (size_t)n, from.sin6_addr.s6_addr,
				    hop_limit_of(&msg), &message) < 0)
		return 0;
	return io_write_all(EVENT_FD, &message, sizeof(message)) < 0 ? -1 : 1;
}

int ra_listen_main(int argc, char **argv)
{
	const char *link = argc == 2 ? argv[1] : "";
	unsigned int index = if_nametoindex(link);
	struct deadline next = { 0 };
	int fd = open_socket(link), asked = 0, r = 0;

	if (fd < 0 || index == 0)
		return EXIT_FAILURE;
	while (r >= 0) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };

		if (deadline_passed(next, io_now_ms())) {
			solicit(fd, index);
			next = ++asked < SOLICITATIONS_MAX
				       ? deadline_in(io_now_ms(), SOLICIT_MS)
				       : DEADLINE_NEVER;
		}
		if (poll(&wait, 1, deadline_poll_ms(next, io_now_ms())) > 0)
			r = hear(fd);
		if (r > 0)
			next = DEADLINE_NEVER;
	}
	return EXIT_FAILURE;
}
