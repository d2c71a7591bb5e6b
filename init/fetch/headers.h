/* SPDX-License-Identifier: MIT */
/* What is of interest in the headers of a response. */
#pragma once

#include <stddef.h>

#include "pure/fetch_msg.h"

/* Of the response that is being read; "": none. */
struct headers {
	char etag[FETCH_TEXT_MAX], modified[FETCH_TEXT_MAX], range[FETCH_TEXT_MAX];
	char retry_after[FETCH_TEXT_MAX], date[FETCH_TEXT_MAX];
};

/* A line of a response, which may be the first one of another. */
void headers_keep(struct headers *h, const char *line, size_t len);

/* After how many seconds the server wants to be asked again; 0: it does not say. */
unsigned int headers_retry_after_s(const struct headers *h);
