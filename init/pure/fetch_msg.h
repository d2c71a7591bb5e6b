/* SPDX-License-Identifier: MIT */
/*
 * What the unprivileged programs `fetch` and `decode` say beside the bytes they deliver:
 * messages of one size on descriptor 3, each written by one write(2).
 *
 * Whoever reads them does not believe them.  They explain a failure to a person, or size a
 * progress bar; what the bytes are worth, the digest decides.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/failure.h"

enum fetch_msg_kind {
	FETCH_META =
		1, /* headers of the final response, before the first byte of the body */
	FETCH_END, /* the last message */
};

enum fetch_result {
	FETCH_OK,
	FETCH_RESOLVE,   /* no address for the host's or the proxy's name */
	FETCH_CONNECT,   /* no connection, or it broke before an answer came */
	FETCH_TIMEOUT,   /* no connection in time, or a stall */
	FETCH_HTTP,      /* the server refuses, or redirects without end */
	FETCH_SHORT,     /* less than was promised; in decode: the data end too early */
	FETCH_TOO_LARGE, /* more than --max-bytes */
	FETCH_TLS,
	FETCH_OTHER,
	FETCH_RESULTS /* how many there are */
};

enum {
	FETCH_TEXT_MAX = 256,
	FETCH_MSG_LEN = 312, /* far below PIPE_BUF: no message is ever cut by another */
};

struct fetch_msg {
	enum fetch_msg_kind kind;
	/* FETCH_META, and FETCH_END if there was an answer */
	unsigned int http_status; /* 0: none, or not HTTP */
	int64_t content_len;      /* -1: not known */
	bool is_html;
	unsigned int retry_after_s; /* the server asks for this pause; 0: it does not */
	/* FETCH_END */
	enum fetch_result result;
	unsigned int curl_code;
	unsigned int os_errno; /* 0: none */
	unsigned int
		verify_code; /* OpenSSL's X509_V_ERR_*; 0: certificate accepted or none */
	uint64_t bytes; /* delivered; in FETCH_META: where in the object they begin */
	/* Why, in the words of the peer, curl or the decoder.  In FETCH_META: what tells this
	 * version of the object from another (ETag or Last-Modified), or "". */
	char text[FETCH_TEXT_MAX];
};

/* @msg->text may hold anything. */
void fetch_msg_encode(const struct fetch_msg *msg, uint8_t ret[FETCH_MSG_LEN]);

/* Returns 0, or -EBADMSG if this is no message or a field is out of its range.  On success
 * the text is printable ASCII and ends in a NUL. */
must_check int fetch_msg_decode(const void *bytes, size_t len, struct fetch_msg *ret);

/* The stable code under which a result is reported; FAILURE_NONE for FETCH_OK. */
enum failure_code fetch_result_failure(enum fetch_result result);
