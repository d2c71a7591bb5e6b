/* SPDX-License-Identifier: MIT */
#include "step/dhcp_client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "base/text.h"
#include "pure/ipv4.h"
#include "step/dhcp_event.h"
#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

static const char event_program[] = PATH_LIB "/dhcp-event";

enum {
	ENDING_MS = 100, /* between the end of its pipe and its own end */
	KILLED_MS = 2000,
};

/*
 * CAP_NET_RAW: the packet socket on a link without address, and SO_BINDTODEVICE.
 * CAP_NET_BIND_SERVICE: port 68.  What it asks of the link by ioctl is free for all.
 */
static const uint64_t capabilities = 1ULL << CAP_NET_RAW | 1ULL << CAP_NET_BIND_SERVICE;

enum {
	ARGUMENTS_MAX = 24,
	CLIENT_ID_TEXT_MAX = 5 + 2 * NETCONF_CLIENT_ID_MAX + 1, /* 0x3d: and digits */
};

/*
 * Four offers asked for, 3 s apart, then 8 s of silence, for ever: as much traffic as RFC
 * 2131's doubling in its first minute, but never more than 8 s late when a switch port
 * opens.  -O: classless routes and MTU are not asked for by default.  Unless another is
 * given, the client identifier is 01 and the MAC, as in every other stage.
 */
static const char *const always[] = { "-s", event_program, "-t", "4",
				      "-T", "3",           "-A", "8",
				      "-O", "mtu",         "-O", "staticroutes" };

int dhcp_client_start(struct dhcp_client *client, const char *link_name,
		      const struct netconf_link *entry)
{
	char address[IPV4_TEXT_MAX], client_id[CLIENT_ID_TEXT_MAX] = "0x3d:";
	const char *argv[ARGUMENTS_MAX] = { "udhcpc", "-f", "-i", link_name };
	size_t n = 4;

	memcpy(argv + n, always, sizeof(always));
	n += ARRAY_LEN(always);
	if (entry->last_lease) {
		argv[n++] = "-r";
		argv[n++] = ipv4_text(entry->last_lease, address);
	}
	if (entry->client_id_len > 0) {
		text_to_hex(entry->client_id, entry->client_id_len,
			    client_id + strlen(client_id));
		argv[n++] = "-x";
		argv[n++] = client_id;
	}
	int ends[2];

	/* A writer that finds the pipe full loses its message instead of waiting for us. */
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	cleanup_fd int reader = ends[0];
	cleanup_fd int writer = ends[1];
	struct spawn how = { .path = PATH_BUSYBOX,
			     .argv = argv,
			     .fds = { -1, -1, -1, -1 },
			     .uid = DHCP_UID,
			     .gid = DHCP_UID,
			     .caps = capabilities };
	pid_t pid;

	how.fds[DHCP_EVENT_FD] = writer;
	int r = process_spawn(&how, &pid);

	if (r < 0)
		return r;
	*client = (struct dhcp_client){ .pid = pid, .fd = take_fd(&reader) };
	return 0;
}

int dhcp_client_receive(const struct dhcp_client *client, struct lease_message *ret)
{
	uint8_t bytes[LEASE_MESSAGE_SIZE];
	ssize_t n = io_read(client->fd, bytes, sizeof(bytes));

	if (n <= 0)
		return (int)n;
	int r = lease_decode(bytes, (size_t)n, ret);

	return r < 0 ? r : 1;
}

void dhcp_client_stop(struct dhcp_client *client, char *ret_how, size_t cap)
{
	int status = 0;
	int r = process_wait(client->pid, ENDING_MS, &status);

	if (r == -ETIMEDOUT) {
		process_kill(client->pid);
		r = process_wait(client->pid, KILLED_MS, &status);
	}
	if (r < 0)
		text_sanitize(ret_how, cap, "cannot be stopped", cap);
	else
		process_describe_status(status, ret_how, cap);
	close_fdp(&client->fd);
	*client = DHCP_CLIENT_NONE;
}
