/* SPDX-License-Identifier: MIT */
#include "step/object.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "pure/progress.h"
#include "step/fetcher.h"
#include "step/intake.h"
#include "step/report.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/random.h"

enum {
	/* fetch has deadlines of its own (15 s to connect, 30 s of stall); this one ends a
	 * fetch that hangs in spite of them */
	SILENCE_MS = 120 * 1000,
	SHOWN_FROM_BYTES = 1 << 20,
	/* Breaks in a row that brought next to nothing new; the next mirror may do better. */
	FRUITLESS_MAX = 3,
	/* What a connection may bring that fetch then gives up as stalled: by bytes alone, a
	 * server that sends one in 10 s would make progress for ever. */
	NEXT_TO_NOTHING_BYTES = 64 * 1024,
	PAUSE_FIRST_MS = 1000,
	PAUSE_MAX_MS = 15 * 1000,
	RETRY_AFTER_MAX_S =
		60, /* whoever wants more may have it: another mirror is asked */
	JITTER_DIVISOR = 4,
};

struct work {
	const struct object *object;
	struct fetcher fetcher;
	struct intake intake;
	struct progress progress;
	char validator[FETCH_TEXT_MAX]; /* of the version that was begun with; "": none */
	uint64_t farthest;              /* that a connection has come */
	unsigned int fruitless;
};

/* --- what a person sees --------------------------------------------------------------- */

/* A list of digests needs no line of its own: that it was verified says enough. */
static bool is_worth_a_line(const struct progress *p)
{
	return p->total_bytes >= SHOWN_FROM_BYTES || p->done_bytes >= SHOWN_FROM_BYTES;
}

static void show_progress(const struct work *w)
{
	char line[PROGRESS_LINE_SIZE];

	if (!is_worth_a_line(&w->progress))
		return;
	progress_line(&w->progress, io_now_ms(), line);
	log_line("fetch: %s: %s", w->object->name, line);
}

static void note_progress(struct work *w)
{
	w->progress.done_bytes = w->intake.received;
	if (!progress_is_due(&w->progress, io_now_ms()))
		return;
	show_progress(w);
	report_progress(w->object->report_fd);
}

/* --- one connection ------------------------------------------------------------------- */

/* Is what comes the rest of what is here?  If it is all of it once more, it is taken as
 * that.  Returns 0, or -EIO with @why. */
static int accept_answer(struct work *w, struct failure *why)
{
	const struct fetch_msg *meta = &w->fetcher.meta;

	w->progress.total_bytes = meta->content_len;
	if (meta->bytes != w->intake.received) {
		log_line(
			"fetch: %s: it changed, or cannot be taken up in the middle: from "
			"the beginning",
			w->object->name);
		intake_end(&w->intake);
		if (meta->bytes != 0)
			return failure_set(why, FAILURE_FETCH_OTHER, w->object->url,
					   "other bytes came than were asked for");
		if (intake_begin(&w->intake, w->object, why) < 0)
			return -EIO;
	}
	(void)snprintf(w->validator, sizeof(w->validator), "%s", meta->text);
	return 0;
}

static int hear(struct work *w, struct failure *why)
{
	bool knew = w->fetcher.has_meta;
	int r = fetcher_listen(&w->fetcher, w->object, why);

	return r == 0 && !knew && w->fetcher.has_meta ? accept_answer(w, why) : r;
}

static int take(struct work *w, struct failure *why)
{
	ssize_t n = intake_take(&w->intake, w->fetcher.body_fd, why);

	if (n < 0)
		return (int)n;
	if (n == 0) {
		(void)close(w->fetcher.body_fd);
		w->fetcher.body_fd = -1;
		return 0;
	}
	note_progress(w);
	return 0;
}

/* Messages first: they say what is to come before any of it is kept. */
static int step(struct work *w, bool wants_body, struct failure *why)
{
	struct pollfd fds[2 + INTAKE_FDS] = {
		{ .fd = w->fetcher.message_fd, .events = POLLIN },
		{ .fd = wants_body ? w->fetcher.body_fd : -1, .events = POLLIN },
	};

	intake_poll(&w->intake, fds + 2);
	int n = poll(fds, ARRAY_LEN(fds), SILENCE_MS);

	if (n < 0 && errno == EINTR)
		return 0;
	if (n <= 0)
		return w->fetcher.has_meta && !wants_body
			       ? failure_set(why, FAILURE_WORKER_DIED, w->object->url,
					     "decode or verify did nothing for %d s",
					     SILENCE_MS / 1000)
			       : failure_set(why, FAILURE_FETCH_TIMEOUT, w->object->url,
					     "nothing came for %d s", SILENCE_MS / 1000);
	int r = intake_serve(&w->intake, fds + 2, why);

	if (r == 0 && fds[0].revents)
		return hear(w, why);
	if (r == 0 && fds[1].revents)
		r = take(w, why);
	return r;
}

/* Until the connection has ended and all that it brought was taken in. */
static int pump(struct work *w, struct failure *why)
{
	const struct fetcher *f = &w->fetcher;
	int r = 0;

	/* no byte before it is known where it belongs */
	while (r == 0 && (f->message_fd >= 0 || (f->has_meta && f->body_fd >= 0) ||
			  !intake_is_ready(&w->intake)))
		r = step(w, f->has_meta && intake_is_ready(&w->intake), why);
	return r;
}

/* What only comes again, as from a server that promises more than it has, is no progress. */
static void note_how_far(struct work *w)
{
	uint64_t far = w->intake.received;

	w->fruitless = far > w->farthest + NEXT_TO_NOTHING_BYTES ? 0 : w->fruitless + 1;
	if (far > w->farthest)
		w->farthest = far;
}

/* Its digest decides about bytes; this is for those that a fetch that was killed still had. */
static int check_length(const struct work *w, struct failure *why)
{
	uint64_t want = w->fetcher.meta.bytes + w->fetcher.end.bytes;

	if (w->intake.received == want)
		return 0;
	return failure_set(
		why,
		w->intake.received < want ? FAILURE_FETCH_SHORT : FAILURE_FETCH_OTHER,
		w->object->url, "%llu bytes came, fetch speaks of %llu",
		(unsigned long long)w->intake.received, (unsigned long long)want);
}

static int connect_once(struct work *w, struct failure *why)
{
	int r = fetcher_start(&w->fetcher, w->object, false, w->intake.received,
			      w->validator, why);

	if (r == 0 && w->fetcher.has_meta)
		r = accept_answer(w, why);
	if (r == 0)
		r = pump(w, why);
	fetcher_stop(&w->fetcher);
	if (r == 0)
		r = fetcher_judge(&w->fetcher, w->object, why);
	if (r == 0)
		r = check_length(w, why);
	note_how_far(w);
	return r;
}

/* --- until it is whole ---------------------------------------------------------------- */

static uint64_t pause_ms(const struct work *w)
{
	uint64_t ms = (uint64_t)PAUSE_FIRST_MS << w->fruitless;

	if (ms > PAUSE_MAX_MS)
		ms = PAUSE_MAX_MS;
	if (w->fetcher.end.retry_after_s * 1000ULL > ms)
		ms = w->fetcher.end.retry_after_s * 1000ULL;
	return ms + random_u32() % (ms / JITTER_DIVISOR + 1);
}

/* What is worth another try of the same server at once: a transfer that had begun, though not
 * one that crept from the first byte on, or a server that says when to come back. */
static bool is_worth_a_try(const struct work *w, enum failure_code code)
{
	if (w->fruitless > FRUITLESS_MAX || intake_is_broken(&w->intake))
		return false;
	if (code == FAILURE_FETCH_HTTP)
		return w->fetcher.end.retry_after_s > 0 &&
		       w->fetcher.end.retry_after_s <= RETRY_AFTER_MAX_S;
	if (code == FAILURE_FETCH_TIMEOUT)
		return w->intake.received > NEXT_TO_NOTHING_BYTES;
	return w->intake.received > 0 &&
	       (code == FAILURE_FETCH_SHORT || code == FAILURE_FETCH_CONNECT ||
		code == FAILURE_WORKER_DIED);
}

/* Without a word that tells versions apart, the rest might be that of another file. */
static int start_over_unless_same(struct work *w, struct failure *why)
{
	if (w->validator[0] || w->intake.received == 0)
		return 0;
	intake_end(&w->intake);
	return intake_begin(&w->intake, w->object, why);
}

static int fetch_whole(struct work *w, struct failure *why)
{
	for (;;) {
		if (connect_once(w, why) == 0)
			return 0;
		bool is_narrow =
			why->code == FAILURE_FETCH_TIMEOUT && fetcher_use_small_packets();

		if (!is_narrow && !is_worth_a_try(w, why->code))
			return -EIO;
		uint64_t ms = is_narrow ? 0 : pause_ms(w);

		log_line("%s fetch: %s: %s; going on at byte %llu in %llu s",
			 failure_name(why->code), why->object, why->why,
			 (unsigned long long)(w->validator[0] ? w->intake.received : 0),
			 (unsigned long long)((ms + 999) / 1000));
		if (is_narrow)
			log_line("fetch: the path may lose large packets: trying smaller "
				 "ones");
		(void)poll(NULL, 0, (int)ms);
		if (start_over_unless_same(w, why) < 0)
			return -EIO;
	}
}

static int finish(struct work *w, struct object_bytes *ret, struct failure *why)
{
	int r = 0;

	if (w->intake.received == 0)
		return failure_set(why, FAILURE_FETCH_EMPTY, w->object->url,
				   "it has no bytes");
	intake_close(&w->intake);
	while (r == 0 && !intake_is_done(&w->intake))
		r = step(w, false, why);
	return r < 0 ? r : intake_result(&w->intake, ret, why);
}

int object_fetch(const struct object *o, struct object_bytes *ret, struct failure *why)
{
	static struct work w; /* one at a time; its buffers are no matter for a stack */

	w = (struct work){
		.object = o,
		.progress = { .started_ms = io_now_ms(), .total_bytes = -1 },
	};
	int r = intake_begin(&w.intake, o, why);

	if (r == 0)
		r = fetch_whole(&w, why);
	if (r == 0)
		r = finish(&w, ret, why);
	intake_end(&w.intake);
	if (r < 0)
		return r;
	note_progress(&w);
	show_progress(&w);
	report_progress(o->report_fd);
	return 0;
}

int object_size(const struct object *o, int64_t *ret_bytes, struct failure *why)
{
	struct fetcher f;
	int r = fetcher_start(&f, o, true, 0, NULL, why);

	while (r == 0 && f.message_fd >= 0) {
		struct pollfd p = { .fd = f.message_fd, .events = POLLIN };
		int n = poll(&p, 1, SILENCE_MS);

		if (n == 0)
			r = failure_set(why, FAILURE_FETCH_TIMEOUT, o->url,
					"nothing came for %d s", SILENCE_MS / 1000);
		else if (n > 0)
			r = fetcher_listen(&f, o, why);
	}
	fetcher_stop(&f);
	if (r == 0)
		r = fetcher_judge(&f, o, why);
	if (r == 0)
		*ret_bytes = f.has_meta ? f.meta.content_len : -1;
	return r;
}
