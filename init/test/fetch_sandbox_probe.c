/* SPDX-License-Identifier: MIT */
/*
 * Goes into the sandbox of the unprivileged programs and then does what somebody who has
 * taken one over would try.  Exit status 0: that was not prevented by a signal; 1: it
 * failed with an errno; 2: there was no sandbox.  fetch-sandbox.sh knows what must happen.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/attr.h"
#include "fetch/sandbox.h"

enum {
	X32_CALL = 0x40000000,
};

struct attempt {
	const char *name;
	long number;
	long args[6];
};

static long text(const char *string)
{
	return (long)string;
}

int main(int argc, char **argv)
{
	const struct attempt attempts[] = {
		{ "getpid", SYS_getpid, { 0 } },
		{ "read-a-file", SYS_open, { text("/etc/hosts"), O_RDONLY } },
		{ "read-a-file-outside", SYS_open, { text("/etc/passwd"), O_RDONLY } },
		{ "openat", SYS_openat, { AT_FDCWD, text("/etc/hosts"), O_RDONLY } },
		{ "write-a-file",
		  SYS_open,
		  { text("/etc/new"), O_WRONLY | O_CREAT, 0600 } },
		{ "truncate-a-file",
		  SYS_open,
		  { text("/etc/hosts"), O_RDONLY | O_TRUNC } },
		{ "unlink", SYS_unlink, { text("/etc/hosts") } },
		{ "fork", SYS_fork, { 0 } },
		{ "clone", SYS_clone, { 17 } },
		{ "execve", SYS_execve, { text("/bin/sh"), 0, 0 } },
		{ "kill", SYS_kill, { 1, 0 } },
		{ "ptrace", SYS_ptrace, { 0 } },
		{ "setuid", SYS_setuid, { 0 } },
		{ "chroot", SYS_chroot, { text(".") } },
		{ "mount", SYS_mount, { text("x"), text("/"), text("tmpfs"), 0, 0 } },
		{ "unshare", SYS_unshare, { 0x10000000 } },
		{ "bpf", SYS_bpf, { 0 } },
		{ "io_uring", SYS_io_uring_setup, { 1, 0 } },
		{ "mmap",
		  SYS_mmap,
		  { 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0 } },
		{ "mmap-code",
		  SYS_mmap,
		  { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0 } },
		{ "mprotect-code", SYS_mprotect, { 0, 4096, PROT_EXEC } },
		{ "socket", SYS_socket, { AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0 } },
		{ "socket-6", SYS_socket, { AF_INET6, SOCK_DGRAM, 0 } },
		{ "socket-raw", SYS_socket, { AF_INET, SOCK_RAW, 1 } },
		{ "socket-netlink", SYS_socket, { AF_NETLINK, SOCK_RAW, 0 } },
		{ "socket-packet", SYS_socket, { AF_PACKET, SOCK_RAW, 0 } },
		{ "socket-unix-stream", SYS_socket, { AF_UNIX, SOCK_STREAM, 0 } },
		{ "socket-unix-datagram",
		  SYS_socket,
		  { AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0 } },
		{ "listen", SYS_listen, { 0, 1 } },
		{ "accept", SYS_accept, { 0, 0, 0 } },
		{ "ioctl", SYS_ioctl, { 0, 0x5412, 0 } },
		{ "x32", X32_CALL | SYS_getpid, { 0 } },
	};
	const char *part;

	if (argc != 4)
		return 2;
	struct sandbox sandbox = {
		.root = argv[2],
		.id = 990,
		.fds = 3,
		.has_network = strcmp(argv[1], "network") == 0,
		.memory_bytes = 64UL << 20,
	};
	if (sandbox_enter(&sandbox, &part) < 0)
		return 2;
	for (size_t i = 0; i < ARRAY_LEN(attempts); i++) {
		const struct attempt *a = &attempts[i];

		if (strcmp(a->name, argv[3]) == 0)
			return syscall(a->number, a->args[0], a->args[1], a->args[2],
				       a->args[3], a->args[4], a->args[5]) < 0;
	}
	return 2;
}
