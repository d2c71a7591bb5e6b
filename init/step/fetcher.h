/* SPDX-License-Identifier: MIT */
/* One run of the unprivileged `fetch`, or a file of a disk or the initrd in its place. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "pure/failure.h"
#include "pure/fetch_msg.h"
#include "step/object.h"

struct fetcher {
	pid_t pid;               /* 0: a file */
	int body_fd, message_fd; /* -1: at its end */
	struct fetch_msg meta, end;
	bool has_meta, has_end;
	int status; /* how fetch ended */
};

/* Ask for the bytes from @from on, if they are still of @validator's version; with
 * @is_head, for the size alone.  Returns 0, or -EIO with @why. */
must_check int fetcher_start(struct fetcher *f, const struct object *o, bool is_head,
			     uint64_t from, const char *validator, struct failure *why);

/* Something can be read from @message_fd.  Returns 0, or -EIO with @why. */
must_check int fetcher_listen(struct fetcher *f, const struct object *o,
			      struct failure *why);

/* End it, whatever it is doing. */
void fetcher_stop(struct fetcher *f);

/* After that: was it a success?  Returns 0, or -EIO with @why. */
must_check int fetcher_judge(const struct fetcher *f, const struct object *o,
			     struct failure *why);

/* A transfer stalled: a router on the way may drop large packets and not say so.  From now on
 * this process asks for small ones.  Returns false if it does already. */
bool fetcher_use_small_packets(void);
