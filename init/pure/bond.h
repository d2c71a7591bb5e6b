/* SPDX-License-Identifier: MIT */
/*
 * The options of a bond in the words of its three speakers: the kernel command line (and
 * sysfs, see Documentation/networking/bonding.rst), `ip --json --details link`, netlink.
 * Only what differs from the kernel's default is kept: it refuses even the default of an
 * option that the mode does not have.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/cursor.h"
#include "base/writer.h"
#include "pure/netlink_msg.h"

struct json;

/* From "mode=802.3ad,miimon=100"; the addresses of arp_ip_target= have ';' between them.
 * Without link monitoring a dead cable would eat packets: then miimon=100.  Returns NULL, or
 * what is wrong. */
must_check const char *bond_parse_options(const char *text, size_t len,
					  struct bond_options *ret);

/* The value that follows @key of "info_data", of whatever type, is taken or skipped. */
void bond_take_json(struct json *j, const char *key, struct bond_options *ret);

/* ,"mode":"802.3ad","miimon":100: each with a comma before it.  Its primary is a link, whose
 * name the caller knows. */
void bond_write_json(const struct bond_options *options, struct writer *to);

/* IFLA_INFO_DATA of a bond.  Returns 0 or -EBADMSG. */
must_check int bond_parse_netlink(struct cursor data, struct bond_options *ret);
void bond_write_netlink(const struct bond_options *options, struct writer *to);
