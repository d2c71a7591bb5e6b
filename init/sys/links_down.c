/* SPDX-License-Identifier: MIT */
#include "sys/links_down.h"

#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "sys/fd.h"

static int take_down(int fd, const char *name)
{
	struct ifreq request = { .ifr_flags = 0 };

	(void)strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return -1;
	if (!(request.ifr_flags & IFF_UP) || (request.ifr_flags & IFF_LOOPBACK))
		return 0;
	request.ifr_flags = (short)(request.ifr_flags & ~IFF_UP);
	return ioctl(fd, SIOCSIFFLAGS, &request);
}

unsigned int links_down(void)
{
	cleanup_fd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct if_nameindex *links = if_nameindex();
	unsigned int failed = 0;

	for (struct if_nameindex *l = links; l && l->if_index != 0; l++)
		failed += take_down(fd, l->if_name) < 0;
	if_freenameindex(links);
	return failed;
}
