/* SPDX-License-Identifier: MIT */
/* Where things are in stage two's file system (initrd-builder/base.spec lays them out). */
#pragma once

#define PATH_RUN              "/run/takeover"
#define PATH_NETROOT          "/run/takeover/netroot" /* the root folder of fetch */
#define PATH_DISK             "/run/takeover/disk"    /* where nixos.url= is on one */
#define PATH_EMPTY            "/var/empty" /* the root folder of decode, parse, verify */
#define PATH_LIB              "/lib/takeover"
#define PATH_DHCP_EVENT       "/lib/takeover/dhcp-event"
#define PATH_DHCP6_EVENT      "/lib/takeover/dhcp6-event"
#define PATH_RA_LISTEN        "/lib/takeover/ra-listen"
#define PATH_CA               "/etc/ssl/certs/ca-certificates.crt"
#define PATH_BUSYBOX          "/bin/busybox"
#define PATH_HOST_RESOLV_CONF "/takeover/resolv.conf" /* the DNS servers of the host */
#define PATH_HOST_LEASES      "/takeover/dhcp-leases.json"
#define PATH_HOST_POLICY      "/takeover" /* its rules and further tables of routes */
#define PATH_HOST_LINKS       "/takeover/links.json" /* what its links were made of */
