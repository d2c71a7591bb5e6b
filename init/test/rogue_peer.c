/* SPDX-License-Identifier: MIT */
/*
 * What no honest server does, for net_rogue_*.sh.  usage: rogue_peer LINK MODE
 *
 *   lost       hears four DISCOVERs before it offers, as if four offers were lost
 *   nak        refuses the first REQUEST
 *   stray-nak  offers nothing, and refuses what others offered
 *   broken     gives a lease whose options are malformed, hostile or cut
 *   withdrawn  advertises itself as a router of no lifetime, with a DNS server of none
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	DISCOVER = 1,
	OFFER,
	REQUEST,
	ACK = 5,
	NAK
};

static const uint8_t own[] = { 10, 9, 0, 2 }, given[] = { 10, 9, 0, 66 };

struct packet {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	uint8_t ciaddr[4], yiaddr[4], siaddr[4], giaddr[4], chaddr[16], names[192];
	uint8_t magic[4], options[312];
};

static int type_of(const struct packet *p)
{
	for (size_t i = 0; i + 2 < sizeof(p->options) && p->options[i] != 255;
	     i += 2 + p->options[i + 1])
		if (p->options[i] == 53)
			return p->options[i + 2];
	return 0;
}

static uint8_t *put(uint8_t *at, uint8_t code, const void *value, uint8_t len)
{
	*at++ = code;
	*at++ = len;
	memcpy(at, value, len);
	return at + len;
}

static uint8_t *put_broken(uint8_t *at)
{
	static const uint8_t prefix[] = { 33, 10, 0, 0, 0, 10, 9, 0, 1 };

	at = put(at, 12, "$(reboot)", 9);
	at = put(at, 15, "a;reboot\nb", 10);
	at = put(at, 6, own, 3); /* no whole address */
	at = put(at, 26, own, 1);
	at = put(at, 121, prefix, sizeof(prefix)); /* longer than an address */
	at = put(at, 3, "\x7f\0\0\1", 4);
	*at++ = 119; /* and one that goes on behind the end */
	*at++ = 250;
	return at;
}

static void answer(int fd, struct packet *p, uint8_t type, bool is_broken)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(68),
				  .sin_addr.s_addr = INADDR_BROADCAST };
	uint8_t *at = p->options;

	p->op = 2;
	memset(p->options, 0, sizeof(p->options));
	memcpy(p->yiaddr, given, type == NAK ? 0 : 4);
	at = put(at, 53, &type, 1);
	at = put(at, 54, own, 4);
	if (type != NAK) {
		at = put(at, 51, "\0\0\2\x58", 4);
		at = put(at, 1, "\xff\xff\xff", 4);
	}
	if (is_broken)
		at = put_broken(at);
	else
		*at++ = 255;
	(void)sendto(fd, p, (size_t)(at - (uint8_t *)p), 0, (struct sockaddr *)&to,
		     sizeof(to));
}

static int serve_dhcp(const char *link, const char *mode)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(67) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), yes = 1, n_discovers = 0, n_requests = 0;
	bool is_stray = strcmp(mode, "stray-nak") == 0;
	bool is_broken = strcmp(mode, "broken") == 0;
	struct packet p;

	if (setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, link, strlen(link) + 1) < 0 ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		return EXIT_FAILURE;
	(void)puts("listening");
	(void)fflush(stdout);
	while (memset(&p, 0, sizeof(p)), recv(fd, &p, sizeof(p), 0) > 0) {
		int type = type_of(&p);

		if (type == REQUEST &&
		    (is_stray || (strcmp(mode, "nak") == 0 && n_requests++ == 0)))
			answer(fd, &p, NAK, false);
		else if (type == REQUEST && !is_stray)
			answer(fd, &p, ACK, is_broken);
		else if (type == DISCOVER && !is_stray &&
			 (strcmp(mode, "lost") != 0 || n_discovers++ >= 4))
			answer(fd, &p, OFFER, false);
	}
	return EXIT_FAILURE;
}

/* Once a second, a router of no lifetime; its prefix is for an hour. */
static int advertise(const char *link)
{
	static const uint8_t message[] = {
		134, 0,    0,   0,    64, 0, 0,  0,    0,    0, 0,   0,
		0,   0,    0,   0,    3,  4, 64, 0xc0, 0,    0, 0xe, 0x10,
		0,   0,    0xe, 0x10, 0,  0, 0,  0,    0x20, 1, 0xd, 0xb8,
		0,   0x66, 0,   0,    0,  0, 0,  0,    0,    0, 0,   0,
		25,  3,    0,   0,    0,  0, 0,  0,    0x20, 1, 0xd, 0xb8,
		0,   0x66, 0,   0,    0,  0, 0,  0,    0,    0, 0,   0x53,
	};
	struct sockaddr_in6 all = { .sin6_family = AF_INET6,
				    .sin6_addr.s6_addr = { 0xff, 2, [15] = 1 },
				    .sin6_scope_id = if_nametoindex(link) };
	int fd = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), hops = 255;

	if (setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0)
		return EXIT_FAILURE;
	(void)puts("listening");
	(void)fflush(stdout);
	for (;;) {
		(void)sendto(fd, message, sizeof(message), 0, (struct sockaddr *)&all,
			     sizeof(all));
		(void)sleep(1);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return EXIT_FAILURE;
	if (strcmp(argv[2], "withdrawn") == 0)
		return advertise(argv[1]);
	return serve_dhcp(argv[1], argv[2]);
}
