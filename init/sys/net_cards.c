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

/* One with several ports is there once. */
static bool is_among(const struct net_card *cards, size_t count,
		     const struct net_card *card)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(cards[i].device, card->device) == 0)
			return true;
	return false;
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
		    (strcmp(card->bus, "pci") == 0 || strcmp(card->bus, "virtio") == 0) &&
		    !is_among(ret, count, card))
			count++;
	}
	return count;
}

int net_card_unbind(const struct net_card *card)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/sys/bus/%s/drivers/%s/unbind", card->bus,
		       card->driver);
	return io_write_file(path, card->device);
}

int net_card_bind(const struct net_card *card)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/sys/bus/%s/drivers_probe", card->bus);
	int r = io_write_file(path, card->device);

	if (r < 0)
		return r;
	/* that was no error if no driver wanted it */
	(void)snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s/driver", card->bus,
		       card->device);
	return access(path, F_OK) < 0 ? -errno : 0;
}
