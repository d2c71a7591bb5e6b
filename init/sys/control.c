/* SPDX-License-Identifier: MIT */
#include "sys/control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "sys/fd.h"

static int open_socket(const char *path, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(ret_address->sun_path))
		return -ENAMETOOLONG;
	memcpy(ret_address->sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

int control_listen(const char *path, int *ret_fd)
{
	struct sockaddr_un address;
	cleanup_fd int fd = open_socket(path, &address);

	if (fd < 0)
		return fd;
	(void)unlink(path);
	/* nobody but root may write before the mode says so */
	mode_t before = umask(0177);
	int r = bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno
										 : 0;

	(void)umask(before);
	if (r == 0)
		*ret_fd = take_fd(&fd);
	return r;
}

int control_receive(int fd)
{
	char request[2];
	ssize_t n = recv(fd, request, sizeof(request), 0);

	if (n < 0)
		return -errno;
	return n == 1 ? (unsigned char)request[0] : -EBADMSG;
}

int control_send(const char *path, char request)
{
	struct sockaddr_un address;
	cleanup_fd int fd = open_socket(path, &address);

	if (fd < 0)
		return fd;
	if (sendto(fd, &request, 1, 0, (const struct sockaddr *)&address,
		   sizeof(address)) < 0)
		return -errno;
	return 0;
}
