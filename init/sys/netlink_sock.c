/* SPDX-License-Identifier: MIT */
#include "sys/netlink_sock.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "base/deadline.h"
#include "sys/fd.h"
#include "sys/io.h"

enum {
	/* The kernel answers at once unless another process sits on its network lock,
	 * as a driver that loads its firmware does. */
	ANSWER_MS = 10000,
	/* The kernel fills what a reader offers up to 32 KiB and never splits a message. */
	DATAGRAM_MAX = 32768,
	/* Events of some thousand links; twice the kernel's usual limit, hence FORCE. */
	EVENT_BUFFER_BYTES = 4 << 20,
};

int netlink_open(struct netlink_sock *ret, uint32_t groups)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int size = EVENT_BUFFER_BYTES;
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
		return -errno;
	/* an improvement only: a buffer that overflows is told by ENOBUFS */
	if (groups)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	*ret = (struct netlink_sock){ .fd = take_fd(&fd) };
	return 0;
}

static int send_request(struct netlink_sock *sock, struct netlink_request *request)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	netlink_stamp(request, ++sock->sequence);
	ssize_t n = sendto(sock->fd, request->bytes, request->len, 0,
			   (struct sockaddr *)&kernel, sizeof(kernel));

	return n < 0 ? -errno : 0;
}

/* One datagram from the kernel itself; whoever else wrote to us is ignored (-EAGAIN). */
static ssize_t read_datagram(const struct netlink_sock *sock, void *to, size_t cap)
{
	struct sockaddr_nl from = { 0 };
	struct iovec into = { .iov_base = to, .iov_len = cap };
	struct msghdr msg = { .msg_name = &from,
			      .msg_namelen = sizeof(from),
			      .msg_iov = &into,
			      .msg_iovlen = 1 };
	ssize_t n;

	do {
		n = recvmsg(sock->fd, &msg, MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (from.nl_pid != 0)
		return -EAGAIN;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}

static ssize_t wait_datagram(const struct netlink_sock *sock, void *to, size_t cap,
			     struct deadline until)
{
	for (;;) {
		ssize_t n = read_datagram(sock, to, cap);

		if (n != -EAGAIN)
			return n;
		if (deadline_passed(until, io_now_ms()))
			return -ETIMEDOUT;
		struct pollfd wait = { .fd = sock->fd, .events = POLLIN };

		if (poll(&wait, 1, deadline_poll_ms(until, io_now_ms())) < 0 &&
		    errno != EINTR)
			return -errno;
	}
}

struct answer {
	uint32_t sequence;
	netlink_visit_fn *each; /* NULL: only the acknowledgement counts */
	void *context;
	bool has_holes; /* the kernel's tables changed while it was dumping */
};

/* Look at one datagram: 1 if the answer goes on, 0 if it is complete, or -errno. */
static int read_answer(struct answer *answer, struct cursor datagram)
{
	struct netlink_msg msg;
	int r, error;

	while ((r = netlink_next(&datagram, &msg)) > 0) {
		if (msg.sequence != answer->sequence)
			continue; /* of a request that timed out */
		if (msg.flags & NLM_F_DUMP_INTR)
			answer->has_holes = true;
		if (msg.type == NLMSG_ERROR || msg.type == NLMSG_DONE) {
			r = netlink_parse_error(&msg, &error);
			return r < 0 ? r : error;
		}
		r = answer->each ? answer->each(answer->context, &msg) : 0;
		if (r < 0)
			return r;
	}
	return r < 0 ? r : 1;
}

static int ask(struct netlink_sock *sock, struct netlink_request *request,
	       struct answer *answer)
{
	struct deadline until = deadline_in(io_now_ms(), ANSWER_MS);
	uint8_t datagram[DATAGRAM_MAX];
	int r = send_request(sock, request);

	if (r < 0)
		return r;
	answer->sequence = sock->sequence;
	do {
		ssize_t n = wait_datagram(sock, datagram, sizeof(datagram), until);

		if (n < 0)
			return (int)n;
		r = read_answer(answer, cursor_over(datagram, (size_t)n));
	} while (r > 0);
	return r;
}

int netlink_call(struct netlink_sock *sock, struct netlink_request *request)
{
	return ask(sock, request, &(struct answer){ .each = NULL });
}

int netlink_dump(struct netlink_sock *sock, struct netlink_request *request,
		 netlink_visit_fn *each, void *context)
{
	struct answer answer = { .each = each, .context = context };
	int r = ask(sock, request, &answer);

	return r == 0 && answer.has_holes ? -EINTR : r;
}

int netlink_receive(struct netlink_sock *sock, netlink_visit_fn *each, void *context)
{
	uint8_t datagram[DATAGRAM_MAX];
	ssize_t n = read_datagram(sock, datagram, sizeof(datagram));
	struct cursor c = cursor_over(datagram, n < 0 ? 0 : (size_t)n);
	struct netlink_msg msg;
	int r;

	if (n < 0)
		return (int)n;
	while ((r = netlink_next(&c, &msg)) > 0) {
		r = each(context, &msg);
		if (r < 0)
			break;
	}
	return r < 0 ? r : 1;
}
