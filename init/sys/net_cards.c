/* SPDX-License-Identifier: MIT */
#include "sys/net_cards.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "sys/fd.h"
#include "sys/io.h"

#define LINKS "/sys/class/net"

enum {
	PATH_SIZE = 128, /* three names at most */
};

/* The last part of where a symbolic link of an interface points to. */
static bool read_name(const char *link, const char *which, char ret[static NET_CARD_NAME])
{
	char path[sizeof(LINKS) + NAME_MAX + sizeof("/device/subsystem")], to[PATH_MAX];

	(void)snprintf(path, sizeof(path), LINKS "/%s/%s", link, which);
	ssize_t len = readlink(path, to, sizeof(to) - 1);

	if (len < 0)
		return false; /* not a card, or nobody drives it */
	to[len] = 0;
	const char *slash = strrchr(to, '/');

	return text_copy(ret, NET_CARD_NAME, slash ? slash + 1 : to) == 0;
}

size_t net_cards_find(struct net_card ret[static NET_CARDS_MAX])
{
	cleanup_dir DIR *links = opendir(LINKS);
	const struct dirent *link;
	size_t count = 0;

	while (links && count < NET_CARDS_MAX && (link = readdir(links))) {
		struct net_card *card = &ret[count];

		if (link->d_name[0] != '.' &&
		    read_name(link->d_name, "device", card->device) &&
		    read_name(link->d_name, "device/subsystem", card->bus) &&
		    read_name(link->d_name, "device/driver", card->driver) &&
		    (strcmp(card->bus, "pci") == 0 || strcmp(card->bus, "virtio") == 0))
			count++;
	}
	return count;
}

int net_card_unbind(const struct net_card *card)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/sys/bus/%s/drivers/%s/unbind", card->bus,
		       card->driver);
	int r = io_write_file(path, card->device);

	/* its other port has taken it along */
	return r == -ENODEV ? 0 : r;
}

int net_card_bind(const struct net_card *card)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/sys/bus/%s/drivers_probe", card->bus);
	return io_write_file(path, card->device);
}
