/* SPDX-License-Identifier: MIT */
#include "step/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "step/paths.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/process.h"

static const char decode_path[] = PATH_LIB "/decode";
static const char verify_path[] = PATH_LIB "/verify";

enum {
	PIECE_BYTES = 256 * 1024,
	PIPE_BYTES = 1 << 20,
	EXIT_WAIT_MS = 5000,
	NUMBER_SIZE = 24,
};

/* One object is taken in at a time, and this is too large for a stack. */
static uint8_t compressed[PIECE_BYTES];
static uint8_t hasher_answer[PARSE_ANSWER_MAX];

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(take_fd(fd));
}

/* --- peers --------------------------------------------------------------------------- */

static int make_pipe(int *ret_ours, int *ret_theirs, bool we_write)
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return -errno;
	*ret_ours = pair[we_write ? 1 : 0];
	*ret_theirs = pair[we_write ? 0 : 1];
	(void)fcntl(*ret_ours, F_SETPIPE_SZ, PIPE_BYTES);
	return fcntl(*ret_ours, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

static int start_peer(struct intake_peer *peer, const char *path, const char *const *argv,
		      bool has_messages)
{
	int ends[3] = { -1, -1, -1 };
	int r = make_pipe(&peer->in, &ends[0], true);

	if (r == 0)
		r = make_pipe(&peer->out, &ends[1], false);
	if (r == 0 && has_messages)
		r = make_pipe(&peer->messages, &ends[2], false);
	struct spawn how = {
		.path = path,
		.argv = argv,
		.fds = { ends[0], ends[1], -1, ends[2] },
	};

	if (r == 0)
		r = process_spawn(&how, &peer->pid);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		shut(&ends[i]);
	return r;
}

static void stop_peer(struct intake_peer *peer)
{
	int status;

	shut(&peer->in);
	shut(&peer->out);
	shut(&peer->messages);
	if (peer->pid > 0 && process_wait(peer->pid, 0, &status) < 0) {
		process_kill(peer->pid);
		int r = process_wait(peer->pid, EXIT_WAIT_MS, &status);

		(void)r; /* nothing more can be done about it here */
	}
	peer->pid = 0;
}

static int start_decoder(struct intake *in)
{
	char max[NUMBER_SIZE];
	const char *argv[] = {
		decode_path, "--root", PATH_EMPTY, "--max-bytes", max, NULL
	};

	(void)snprintf(max, sizeof(max), "%llu",
		       (unsigned long long)in->object->max_decoded_bytes);
	return start_peer(&in->decoder, argv[0], argv, true);
}

static int start_hasher(struct intake *in)
{
	static const char *const argv[] = { verify_path, "--root", PATH_EMPTY, "blake2b",
					    NULL };

	return start_peer(&in->hasher, argv[0], argv, false);
}

int intake_begin(struct intake *in, const struct object *o, struct failure *why)
{
	const struct intake_peer none = { .in = -1, .out = -1, .messages = -1 };
	int r = 0;

	*in = (struct intake){ .object = o, .decoder = none, .hasher = none };
	digest_begin(&in->digest);
	digest_begin(&in->decoded_digest);
	if (o->max_decoded_bytes > 0)
		r = start_decoder(in);
	if (r == 0 && o->wants_blake2b)
		r = start_hasher(in);
	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, o->url, "decode or verify: %s",
				   strerror(-r));
	return 0;
}

void intake_end(struct intake *in)
{
	stop_peer(&in->decoder);
	stop_peer(&in->hasher);
}

/* --- bytes in ------------------------------------------------------------------------- */

static bool has_piece(const struct intake *in, const struct intake_peer *peer)
{
	return peer->in >= 0 && peer->sent < in->piece_len;
}

bool intake_is_ready(const struct intake *in)
{
	return !has_piece(in, &in->decoder) && !has_piece(in, &in->hasher);
}

static int refuse_more(const struct intake *in, uint64_t max, struct failure *why)
{
	return failure_set(why, FAILURE_FETCH_TOO_LARGE, in->object->url,
			   "more than %llu bytes came", (unsigned long long)max);
}

ssize_t intake_take(struct intake *in, int fd, struct failure *why)
{
	const struct object *o = in->object;
	bool is_decoded = o->max_decoded_bytes > 0;
	uint64_t room = o->max_bytes - in->received;
	uint8_t excess = 0; /* a byte that has no room shows that there is one */
	uint8_t *to = is_decoded ? compressed : o->to + in->stored;

	if (room == 0)
		to = &excess;
	ssize_t n = io_read(fd, to,
			    room == 0            ? 1
			    : room < PIECE_BYTES ? room
						 : PIECE_BYTES);

	if (n < 0)
		return failure_set(why, FAILURE_FETCH_OTHER, o->url, "%s",
				   strerror((int)-n));
	if (n > 0 && room == 0)
		return refuse_more(in, o->max_bytes, why);
	digest_add(&in->digest, to, (size_t)n);
	in->received += (uint64_t)n;
	in->stored += is_decoded ? 0 : (uint64_t)n;
	in->piece = to;
	in->piece_len = (size_t)n;
	in->decoder.sent = in->hasher.sent = 0;
	return n;
}

/* A peer that has gone early says why, or its end does. */
static void feed(const struct intake *in, struct intake_peer *peer)
{
	ssize_t n = write(peer->in, in->piece + peer->sent, in->piece_len - peer->sent);

	if (n >= 0)
		peer->sent += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		shut(&peer->in);
}

void intake_close(struct intake *in)
{
	shut(&in->decoder.in);
	shut(&in->hasher.in);
}

/* --- bytes out ------------------------------------------------------------------------ */

static int judge_decoder(const struct intake *in, struct failure *why)
{
	const struct object *o = in->object;

	if (o->max_decoded_bytes == 0)
		return 0;
	if (!in->has_decoded)
		return failure_set(why, FAILURE_WORKER_DIED, o->url,
				   "decode ended without a word");
	if (in->decoded.result != FETCH_OK)
		return failure_set(
			why,
			in->decoded.result == FETCH_TOO_LARGE ? FAILURE_FETCH_TOO_LARGE
			: in->decoded.result == FETCH_SHORT   ? FAILURE_FETCH_SHORT
							      : FAILURE_SOURCE_ARCHIVE,
			o->url, "decode: %s", in->decoded.text);
	if (in->decoded.bytes != in->stored)
		return failure_set(why, FAILURE_WORKER_DIED, o->url,
				   "decode speaks of other bytes than it sent");
	return 0;
}

static int store_decoded(struct intake *in, struct failure *why)
{
	const struct object *o = in->object;
	uint64_t room = o->max_decoded_bytes - in->stored;
	uint8_t excess = 0;
	uint8_t *to = room > 0 ? o->to + in->stored : &excess;
	ssize_t n = read(in->decoder.out, to,
			 room == 0            ? 1
			 : room < PIECE_BYTES ? room
					      : PIECE_BYTES);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		shut(&in->decoder.out);
		return 0;
	}
	if (room == 0)
		return refuse_more(in, o->max_decoded_bytes, why);
	digest_add(&in->decoded_digest, to, (size_t)n);
	in->stored += (uint64_t)n;
	return 0;
}

/* It has one thing to say, at its end; from one that says more nothing is believed. */
static void hear_decoder(struct intake *in)
{
	uint8_t bytes[FETCH_MSG_LEN];
	ssize_t n = read(in->decoder.messages, bytes, sizeof(bytes));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && !in->has_decoded &&
	    fetch_msg_decode(bytes, (size_t)n, &in->decoded) == 0 &&
	    in->decoded.kind == FETCH_END) {
		in->has_decoded = true;
		return;
	}
	if (n > 0)
		in->has_decoded = false;
	shut(&in->decoder.messages);
}

void intake_poll(const struct intake *in, struct pollfd fds[static INTAKE_FDS])
{
	const int wanted[INTAKE_FDS] = {
		has_piece(in, &in->decoder) ? in->decoder.in : -1,
		has_piece(in, &in->hasher) ? in->hasher.in : -1,
		in->decoder.out,
		in->decoder.messages,
	};

	for (size_t i = 0; i < INTAKE_FDS; i++)
		fds[i] = (struct pollfd){ .fd = wanted[i],
					  .events = i < 2 ? POLLOUT : POLLIN };
}

int intake_serve(struct intake *in, const struct pollfd fds[static INTAKE_FDS],
		 struct failure *why)
{
	if (fds[0].revents)
		feed(in, &in->decoder);
	if (fds[1].revents)
		feed(in, &in->hasher);
	if (fds[3].revents)
		hear_decoder(in);
	/* what it cannot read need not be fetched to its end */
	if (in->has_decoded ? in->decoded.result != FETCH_OK
			    : in->decoder.pid > 0 && in->decoder.messages < 0)
		return judge_decoder(in, why);
	return fds[2].revents ? store_decoded(in, why) : 0;
}

bool intake_is_broken(const struct intake *in)
{
	return !intake_is_ready(in) ||
	       (in->decoder.pid > 0 && in->decoder.messages < 0) ||
	       (in->hasher.pid > 0 && in->hasher.in < 0);
}

bool intake_is_done(const struct intake *in)
{
	return in->decoder.out < 0 && in->decoder.messages < 0;
}

/* --- results -------------------------------------------------------------------------- */

/* It has had all, and answers in less than the pipe holds. */
static int read_hasher(struct intake *in, uint8_t ret[static BLAKE2B_LEN],
		       struct failure *why)
{
	struct pollfd p = { .fd = in->hasher.out, .events = POLLIN };
	struct parse_fault fault;
	ssize_t n = poll(&p, 1, EXIT_WAIT_MS) > 0
			    ? read(p.fd, hasher_answer, sizeof(hasher_answer))
			    : -1;

	if (n < 0 || parse_msg_decode_body(PARSE_KIND_BLAKE2B, hasher_answer, (size_t)n,
					   ret, BLAKE2B_LEN, &fault) < 0)
		return failure_set(why, FAILURE_WORKER_DIED, in->object->url,
				   "verify: no valid answer");
	return 0;
}

int intake_result(struct intake *in, struct object_bytes *ret, struct failure *why)
{
	int r = judge_decoder(in, why);

	if (r == 0 && in->object->wants_blake2b)
		r = read_hasher(in, ret->blake2b, why);
	if (r < 0)
		return r;
	ret->len = in->stored;
	digest_end(&in->digest, ret->sha256);
	digest_end(&in->decoded_digest, ret->decoded_sha256);
	if (in->object->max_decoded_bytes == 0)
		memcpy(ret->decoded_sha256, ret->sha256, SHA256_BYTES);
	return 0;
}
