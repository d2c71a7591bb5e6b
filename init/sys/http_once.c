/* SPDX-License-Identifier: MIT */
#include "sys/http_once.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "sys/fd.h"
#include "sys/io.h"

enum {
	REQUEST_SIZE = 2048, /* its first line is all that counts */
	PEER_S = 10,         /* one who is slow does not keep the others out */
};

int http_once_listen(int *ret_fd, uint16_t *ret_port)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr *any = (struct sockaddr *)&address;
	socklen_t len = sizeof(address);
	cleanup_fd int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0) { /* a kernel without IPv6 */
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		any = (struct sockaddr *)&v4;
		len = sizeof(v4);
	}
	if (fd < 0 || bind(fd, any, len) < 0 || listen(fd, 4) < 0 ||
	    getsockname(fd, any, &len) < 0)
		return -errno;
	*ret_port = ntohs(any->sa_family == AF_INET ? v4.sin_port : address.sin6_port);
	*ret_fd = take_fd(&fd);
	return 0;
}

/* Returns true if it is "GET @path HTTP...". */
static bool wants(int fd, const char *path)
{
	char request[REQUEST_SIZE];
	size_t len = strlen(path);
	ssize_t n = recv(fd, request, sizeof(request) - 1, 0);

	if (n <= 0)
		return false;
	request[n] = 0;
	return strncmp(request, "GET ", 4) == 0 && strncmp(request + 4, path, len) == 0 &&
	       request[4 + len] == ' ';
}

static int answer(int fd, const char *status, const void *text, size_t len)
{
	char head[160];
	int n = snprintf(head, sizeof(head),
			 "HTTP/1.0 %s\r\nContent-Type: text/plain\r\n"
			 "Content-Length: %zu\r\nConnection: close\r\n\r\n",
			 status, len);
	int r = io_write_all(fd, head, (size_t)n);

	return r < 0 ? r : io_write_all(fd, text, len);
}

int http_once_serve(int listen_fd, const char *path, const void *text, size_t len,
		    uint64_t timeout_ms)
{
	uint64_t until_ms = io_now_ms() + timeout_ms;
	const struct timeval patience = { .tv_sec = PEER_S };

	(void)signal(SIGPIPE, SIG_IGN); /* one who leaves early is no reason to end */
	for (;;) {
		struct pollfd p = { .fd = listen_fd, .events = POLLIN };
		uint64_t now_ms = io_now_ms();

		if (now_ms >= until_ms || poll(&p, 1, (int)(until_ms - now_ms)) == 0)
			return -ETIMEDOUT;
		cleanup_fd int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			continue;
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
				 sizeof(patience));
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
				 sizeof(patience));
		if (wants(fd, path)) {
			if (answer(fd, "200 OK", text, len) == 0)
				return 0;
			continue;
		}
		int r = answer(fd, "404 Not Found", "", 0);

		(void)r;
	}
}
