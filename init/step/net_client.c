/* SPDX-License-Identifier: MIT */
#include "step/net_client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/ipv4.h"
#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

enum {
	ENDING_MS = 100, /* between the end of its pipe and its own end */
	KILLED_MS = 2000,
	ARGUMENTS_MAX = 24,
	CLIENT_ID_TEXT_MAX = 5 + 2 * NETCONF_CLIENT_ID_MAX + 1, /* 0x3d: and digits */
	HOSTNAME_TEXT_MAX = 9 + LEASE_NAME_MAX,                 /* hostname: and it */
};

/*
 * CAP_NET_RAW: the packet socket on a link without address, ICMPv6, and SO_BINDTODEVICE.
 * CAP_NET_BIND_SERVICE: ports 68 and 546.  What is asked of the link by ioctl is free for all.
 */
#define MAY_LISTEN (1ULL << CAP_NET_RAW)
#define MAY_ASK    (1ULL << CAP_NET_RAW | 1ULL << CAP_NET_BIND_SERVICE)

/*
 * Four offers asked for, 3 s apart, then 8 s of silence, for ever: as much traffic as RFC
 * 2131's doubling in its first minute, but never more than 8 s late when a switch port
 * opens.
 */
#define PATIENCE "-t", "4", "-T", "3", "-A", "8"

/* -O: classless routes and MTU, and DHCPv6's DNS servers and domains, are not asked for by
 * default.  The link comes behind the last word of @argv, then the rest. */
static const struct program {
	const char *path;
	const char *const argv[4], *const rest[ARGUMENTS_MAX / 2];
	uint64_t caps;
} programs[NETPLAN_CLIENTS] = {
	[NETPLAN_DHCP4] = { PATH_BUSYBOX,
			    { "udhcpc", "-f", "-i" },
			    { "-s", PATH_DHCP_EVENT, PATIENCE, "-O", "mtu", "-O",
			      "staticroutes" },
			    MAY_ASK },
	[NETPLAN_DHCP6] = { PATH_BUSYBOX,
			    { "udhcpc6", "-f", "-i" },
			    { "-s", PATH_DHCP6_EVENT, PATIENCE, "-O", "23", "-O", "24" },
			    MAY_ASK },
	[NETPLAN_LISTENER] = { PATH_RA_LISTEN, { "ra-listen" }, { NULL }, MAY_LISTEN },
};

/* Room for what udhcpc is told of the machine. */
struct told {
	char address[IPV4_TEXT_MAX];
	char client_id[CLIENT_ID_TEXT_MAX], hostname[HOSTNAME_TEXT_MAX];
};

/* Unless another is known, the client identifier is 01 and the MAC, which is udhcpc's own
 * choice: what a host had says who it is. */
static void tell(const struct net_client_job *job, struct told *told, const char **argv)
{
	const struct netconf_lease *last = job->last;
	size_t n = 0;

	if (job->kind == NETPLAN_DHCP6 && job->is_stateless)
		argv[n++] = "-l";
	if (job->kind != NETPLAN_DHCP4)
		return;
	if (last->address) {
		argv[n++] = "-r";
		argv[n++] = ipv4_text(last->address, told->address);
	}
	if (last->client_id_len > 0) {
		text_to_hex(last->client_id, last->client_id_len,
			    told->client_id + strlen(told->client_id));
		argv[n++] = "-x";
		argv[n++] = told->client_id;
	}
	if (job->hostname[0]) {
		struct writer to = writer_over(told->hostname, sizeof(told->hostname));

		writer_printf(&to, "hostname:%s", job->hostname);
		argv[n++] = "-x";
		argv[n] = told->hostname;
	}
}

int net_client_start(struct net_client *client, const struct net_client_job *job)
{
	const struct program *program = &programs[job->kind];
	struct told told = { .client_id = "0x3d:" };
	const char *argv[ARGUMENTS_MAX] = { NULL };
	size_t n = 0;
	int ends[2];

	for (size_t i = 0; program->argv[i]; i++)
		argv[n++] = program->argv[i];
	argv[n++] = job->link;
	for (size_t i = 0; i < ARRAY_LEN(program->rest) && program->rest[i]; i++)
		argv[n++] = program->rest[i];
	tell(job, &told, argv + n);
	/* A writer that finds the pipe full loses its message instead of waiting for us. */
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	cleanup_fd int reader = ends[0];
	cleanup_fd int writer = ends[1];
	struct spawn how = { .path = program->path,
			     .argv = argv,
			     .fds = { -1, -1, -1, -1 },
			     .uid = NET_CLIENT_UID,
			     .gid = NET_CLIENT_UID,
			     .caps = program->caps };
	pid_t pid;

	how.fds[NET_CLIENT_FD] = writer;
	int r = process_spawn(&how, &pid);

	if (r < 0)
		return r;
	*client = (struct net_client){ .pid = pid, .fd = take_fd(&reader) };
	return 0;
}

int net_client_receive6(const struct net_client *client, struct net6_message *ret)
{
	struct net6_message message;
	ssize_t n = io_read(client->fd, &message, sizeof(message));

	if (n <= 0)
		return (int)n;
	int r = net6_decode(&message, (size_t)n, ret);

	return r < 0 ? r : 1;
}

int net_client_receive(const struct net_client *client, struct lease_message *ret)
{
	uint8_t bytes[LEASE_MESSAGE_SIZE];
	ssize_t n = io_read(client->fd, bytes, sizeof(bytes));

	if (n <= 0)
		return (int)n;
	int r = lease_decode(bytes, (size_t)n, ret);

	return r < 0 ? r : 1;
}

void net_client_stop(struct net_client *client, char *ret_how, size_t cap)
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
	*client = NET_CLIENT_NONE;
}
