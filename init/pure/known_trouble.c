/* SPDX-License-Identifier: MIT */
#include "pure/known_trouble.h"

#include <stddef.h>
#include <string.h>

#include "base/attr.h"

struct trouble {
	const char *of, *what;
};

/* A screen is where a driver with mode setting has left it, and the next kernel, which we
 * start without that driver, does not know where that is. */
#define DARK                                                                         \
	"the screen may stay dark behind the jump; a serial console and SSH do not " \
	"(dep-sys/nix-dabei#25)"

static const struct trouble drivers[] = {
	{ "mlx5_core", "old firmware of ConnectX-4 does not survive a kexec "
		       "(open-power/op-build#538)" },
	{ "mlx4_core",
	  "ConnectX-3 may be found disabled behind a kexec (ipxe/ipxe#916)" },
	{ "e1000e", "the link may come up with 10 Mb/s behind a kexec "
		    "(nix-community/nixos-anywhere#346)" },
	{ "i915", DARK ", and an N5100 hung (nix-community/nixos-anywhere#289)" },
	{ "amdgpu", DARK },
	{ "radeon", DARK },
	{ "nouveau", DARK },
	{ "nvidia", DARK },
	{ "xe", DARK },
	{ "ast", DARK },
	{ "mgag200", DARK },
	{ "virtio-gpu", DARK },
	{ "virtio_gpu", DARK },
	{ "vmwgfx", DARK },
	{ "qxl", DARK },
};

static const struct trouble products[] = {
	{ "Google Compute Engine", "one of kexec's two system calls may fail here "
				   "where the other works "
				   "(nix-community/nixos-images#75)" },
	{ "Raspberry Pi 4", "its other CPUs may get stuck behind a kexec "
			    "(nix-community/nixos-anywhere#529)" },
};

const char *known_trouble_of(const char *driver)
{
	for (size_t i = 0; i < ARRAY_LEN(drivers); i++)
		if (strcmp(drivers[i].of, driver) == 0)
			return drivers[i].what;
	return NULL;
}

const char *known_trouble_of_product(const char *product)
{
	for (size_t i = 0; i < ARRAY_LEN(products); i++)
		if (strstr(product, products[i].of))
			return products[i].what;
	return NULL;
}
