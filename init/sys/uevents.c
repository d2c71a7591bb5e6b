/* SPDX-License-Identifier: MIT */
#include "sys/uevents.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>

#include "base/text.h"
#include "sys/fd.h"

enum {
	MESSAGE_MAX = 8192,      /* the kernel's UEVENT_BUFFER_SIZE is 2048 */
	SOCKET_BYTES = 16 << 20, /* a machine with hundreds of devices at once */
	KERNEL_GROUP = 1,
};

int uevents_open(void)
{
	const int bytes = SOCKET_BYTES;
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = KERNEL_GROUP };
	cleanup_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
				   NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* "add@/devices/...\0ACTION=add\0...\0MODALIAS=pci:...\0" */
static void find_modalias(const char *message, size_t len, char *ret, size_t cap)
{
	static const char key[] = "MODALIAS=";

	ret[0] = 0;
	for (size_t at = 0; at < len; at += strlen(message + at) + 1)
		if (text_starts_with(message + at, key) &&
		    text_copy(ret, cap, message + at + sizeof(key) - 1) == 0)
			return;
}

int uevents_next(int fd, char *ret, size_t cap)
{
	char message[MESSAGE_MAX + 1];
	struct sockaddr_nl from = { 0 };
	socklen_t from_len = sizeof(from);
	ssize_t n = recvfrom(fd, message, MESSAGE_MAX, MSG_DONTWAIT,
			     (struct sockaddr *)&from, &from_len);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	message[n] = 0;
	ret[0] = 0;
	/* only the kernel's own word counts: its messages come from port 0 */
	if (from.nl_pid == 0)
		find_modalias(message, (size_t)n, ret, cap);
	return 1;
}
