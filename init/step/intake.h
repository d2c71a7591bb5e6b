/* SPDX-License-Identifier: MIT */
/*
 * What becomes of an object's bytes: they are digested, go through `decode` if they may be
 * compressed, through `verify blake2b` if a signature is of them, and are stored.  It lasts
 * longer than a connection: what one of them brought is not fetched again.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/fetch_msg.h"
#include "step/object.h"
#include "sys/digest.h"

enum {
	INTAKE_FDS = 4,
};

/* A program that is fed with the bytes. */
struct intake_peer {
	pid_t pid;             /* 0: there is none */
	int in, out, messages; /* -1: closed */
	size_t sent;           /* of the current piece */
};

struct intake {
	const struct object *object;
	struct digest digest, decoded_digest;
	uint64_t received;    /* from the server */
	uint64_t stored;      /* at object.to */
	const uint8_t *piece; /* what the peers have not all had yet */
	size_t piece_len;
	struct intake_peer decoder, hasher;
	struct fetch_msg decoded; /* what decode said at its end */
	bool has_decoded;
};

/* Returns 0, or -EIO with @why. */
must_check int intake_begin(struct intake *in, const struct object *o,
			    struct failure *why);

/* Is there room for more? */
bool intake_is_ready(const struct intake *in);

/* Take what can be read from @fd.  Returns how much, 0 at its end, or -EIO with @why. */
must_check ssize_t intake_take(struct intake *in, int fd, struct failure *why);

/* Descriptors to wait for beside @fd; then what is to be done about them.  Returns 0, or
 * -EIO with @why. */
void intake_poll(const struct intake *in, struct pollfd fds[static INTAKE_FDS]);
must_check int intake_serve(struct intake *in, const struct pollfd fds[static INTAKE_FDS],
			    struct failure *why);

/* Has a peer gone before its time, or does it not take what is there for it?  Then the rest
 * of the object would be of no use. */
bool intake_is_broken(const struct intake *in);

/* No more will come: the peers may finish. */
void intake_close(struct intake *in);

/* Have the peers finished?  Their results follow. */
bool intake_is_done(const struct intake *in);
must_check int intake_result(struct intake *in, struct object_bytes *ret,
			     struct failure *why);

void intake_end(struct intake *in);
