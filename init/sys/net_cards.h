/* SPDX-License-Identifier: MIT */
/* Network cards, and the drivers that serve them, as sysfs has them. */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum {
	NET_CARDS_MAX = 64, /* a server with four cards of four ports has 16 */
	NET_CARD_NAME =
		32, /* "0000:00:1f.6"; drivers are modules, and have shorter names */
};

struct net_card {
	char device[NET_CARD_NAME], bus[NET_CARD_NAME], driver[NET_CARD_NAME];
};

/* Those with a driver, on PCI or virtio, each once.  Returns how many. */
size_t net_cards_find(struct net_card ret[static NET_CARDS_MAX]);

/* Have the driver let go of the card, or have a driver found for it again.  Both return
 * when the driver is through with it, which may be never.  Return 0 or -errno. */
must_check int net_card_unbind(const struct net_card *card);
must_check int net_card_bind(const struct net_card *card);
