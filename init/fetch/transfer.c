/* SPDX-License-Identifier: MIT */
/*
 * fetch: one object by http, https or tftp, its bytes as the server sends them.  libcurl is
 * used here and nowhere else.
 *
 * Nothing that decides about trust depends on this: whoever reads the bytes hashes them.
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/text.h"
#include "fetch/channel.h"
#include "fetch/headers.h"
#include "fetch/role.h"
#include "fetch/tls.h"
#include "pure/url.h"

enum {
	REDIRECTS_MAX = 10,
	STALL_BYTES_PER_S = 1024,
	RECEIVE_BYTES = 256 * 1024, /* a system call less for every 16 KiB */
	/* TFTP sends a block a round trip: as much as fits into an Ethernet frame. */
	TFTP_BLOCK_BYTES = 1428,
	/* What every IPv6 link takes, 1280 bytes, less the headers of IPv6 and TCP. */
	SMALL_BYTES = 1220,
};

struct transfer {
	const struct role_options *options;
	struct headers headers;
	CURL *curl;
	bool is_http;
	bool has_meta; /* was sent */
	bool is_too_large;
	bool is_refused; /* an answer that is neither 2xx nor an error of curl's */
	int write_error; /* of our output; 0 or -errno */
	uint64_t delivered;
	char error[CURL_ERROR_SIZE];
};

static unsigned int http_status(const struct transfer *t)
{
	long status = 0;

	(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	return t->is_http && status > 0 ? (unsigned int)status : 0;
}

static bool is_success(const struct transfer *t)
{
	return !t->is_http || http_status(t) / 100 == 2;
}

static void set_answer(const struct transfer *t, struct fetch_msg *msg)
{
	static const char html[] = "text/html";
	curl_off_t content_len = -1;
	const char *type = NULL;

	(void)curl_easy_getinfo(t->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
				&content_len);
	(void)curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	msg->http_status = http_status(t);
	msg->content_len = content_len >= 0 ? content_len : -1;
	msg->retry_after_s = headers_retry_after_s(&t->headers);
	msg->is_html = type && curl_strnequal(type, html, strlen(html));
}

/* RFC 9110, 13.1.5: a weak ETag does not say that the bytes are the same. */
static void set_validator(const struct transfer *t, struct fetch_msg *msg)
{
	const struct headers *h = &t->headers;

	(void)snprintf(msg->text, sizeof(msg->text), "%s",
		       h->etag[0] == '"' ? h->etag : h->modified);
}

/* Where the bytes that come begin.  Returns false if they are not those asked for. */
static bool read_offset(const struct transfer *t, uint64_t *ret)
{
	static const char unit[] = "bytes ";
	const char *range = t->headers.range;

	*ret = 0;
	if (!t->is_http || http_status(t) != 206)
		return true;
	if (!text_starts_with(range, unit))
		return false;
	range += strlen(unit);
	return text_to_u64(range, strcspn(range, "-"), INT64_MAX, ret) == 0 &&
	       *ret == t->options->from;
}

/* Returns false if the body is of no use. */
static bool send_meta(struct transfer *t)
{
	struct fetch_msg msg = { .kind = FETCH_META };

	if (t->has_meta)
		return true;
	t->has_meta = true;
	if (!read_offset(t, &msg.bytes)) {
		t->is_refused = true;
		return false;
	}
	set_answer(t, &msg);
	set_validator(t, &msg);
	if (msg.content_len >= 0)
		msg.content_len += (int64_t)msg.bytes;
	channel_send(&msg);
	return true;
}

/* Called for every header line of every response on the way.  A redirect is not success, so
 * the empty line of a success ends the headers of the final response. */
static size_t take_header(const char *line, size_t size, size_t count, void *user)
{
	struct transfer *t = user;

	headers_keep(&t->headers, line, size * count);
	if (size * count == 2 && line[0] == '\r' && is_success(t) && !send_meta(t))
		return 0;
	return size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
	struct transfer *t = user;
	size_t len = size * count;

	if (!is_success(t)) {
		t->is_refused = true;
		return CURL_WRITEFUNC_ERROR;
	}
	if (!send_meta(t))
		return CURL_WRITEFUNC_ERROR;
	if (len > t->options->max_bytes - t->delivered) {
		t->is_too_large = true;
		return CURL_WRITEFUNC_ERROR;
	}
	t->write_error = channel_write(bytes, len);
	if (t->write_error < 0)
		return CURL_WRITEFUNC_ERROR;
	t->delivered += len;
	return len;
}

/* What a source must not do: fall from https back to http.  One that began with http has
 * nothing to lose. */
static const char *redirect_protocols(enum url_scheme scheme)
{
	return scheme == URL_HTTPS ? "https" : "http,https";
}

/* What we say here is the most that the server puts into a packet, whatever it believes of a
 * path whose routers drop larger ones and may not say so. */
static int ask_for_small_packets(void *unused, curl_socket_t fd, curlsocktype purpose)
{
	int most = SMALL_BYTES;

	(void)unused;
	(void)purpose;
	/* of UDP, and where it is refused, all is as it was */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &most, sizeof(most));
	return CURL_SOCKOPT_OK;
}

static bool set_packets(const struct transfer *t)
{
	return !t->options->wants_small_packets ||
	       curl_easy_setopt(t->curl, CURLOPT_SOCKOPTFUNCTION,
				ask_for_small_packets) == CURLE_OK;
}

static bool set_limits(const struct transfer *t, enum url_scheme scheme)
{
	const struct role_options *o = t->options;
	unsigned int bad = 0;

	bad |= curl_easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https,tftp");
	bad |= curl_easy_setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR,
				redirect_protocols(scheme));
	bad |= curl_easy_setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	bad |= curl_easy_setopt(t->curl, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	bad |= curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT,
				(long)o->connect_timeout_s);
	bad |= curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT,
				(long)STALL_BYTES_PER_S);
	bad |= curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME, (long)o->stall_s);
	bad |= curl_easy_setopt(t->curl, CURLOPT_MAXFILESIZE_LARGE,
				(curl_off_t)o->max_bytes);
	return bad == 0;
}

static bool set_request(struct transfer *t, const struct curl_slist *headers)
{
	const struct role_options *o = t->options;
	unsigned int bad = 0;

	bad |= curl_easy_setopt(t->curl, CURLOPT_URL, o->subject);
	bad |= curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, headers);
	bad |= curl_easy_setopt(t->curl, CURLOPT_USERAGENT, "nixos-takeover");
	bad |= curl_easy_setopt(t->curl, CURLOPT_PROXY, o->proxy);
	bad |= curl_easy_setopt(t->curl, CURLOPT_NOPROXY, "");
	bad |= curl_easy_setopt(t->curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	bad |= curl_easy_setopt(t->curl, CURLOPT_NOBODY, o->is_head ? 1L : 0L);
	bad |= curl_easy_setopt(t->curl, CURLOPT_TFTP_BLKSIZE, (long)TFTP_BLOCK_BYTES);
	bad |= curl_easy_setopt(t->curl, CURLOPT_FAILONERROR, 1L);
	bad |= curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(t->curl, CURLOPT_BUFFERSIZE, (long)RECEIVE_BYTES);
	bad |= curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->error);
	bad |= curl_easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, take_header);
	bad |= curl_easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	bad |= curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, take_body);
	bad |= curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	return bad == 0;
}

static enum fetch_result classify(const struct transfer *t, CURLcode code)
{
	switch ((int)code) {
	case CURLE_OK:
		return is_success(t) ? FETCH_OK : FETCH_HTTP;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return FETCH_RESOLVE;
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
		return FETCH_CONNECT;
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return t->has_meta ? FETCH_SHORT : FETCH_CONNECT;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_TIMEOUT;
	case CURLE_HTTP_RETURNED_ERROR:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_TFTP_NOTFOUND:
	case CURLE_TFTP_PERM:
		return FETCH_HTTP;
	case CURLE_PARTIAL_FILE:
		return FETCH_SHORT;
	case CURLE_FILESIZE_EXCEEDED:
		return FETCH_TOO_LARGE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ENGINE_NOTFOUND:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return FETCH_TLS;
	case CURLE_WRITE_ERROR:
		if (t->is_too_large)
			return FETCH_TOO_LARGE;
		return t->is_refused ? FETCH_HTTP : FETCH_OTHER;
	default:
		return FETCH_OTHER;
	}
}

/* Why, in the shortest true words. */
static void explain(const struct transfer *t, CURLcode code, struct fetch_msg *msg)
{
	const char *words = t->error[0] ? t->error : curl_easy_strerror(code);

	if (msg->result == FETCH_OK)
		return;
	if (msg->os_errno > 0)
		words = strerror((int)msg->os_errno);
	else if (t->write_error < 0)
		words = strerror(-t->write_error);
	if (msg->result == FETCH_TOO_LARGE)
		(void)snprintf(msg->text, sizeof(msg->text), "more than %llu bytes",
			       (unsigned long long)t->options->max_bytes);
	else if (msg->result == FETCH_HTTP && t->is_http && !is_success(t))
		(void)snprintf(msg->text, sizeof(msg->text), "status %u",
			       msg->http_status);
	else
		(void)snprintf(msg->text, sizeof(msg->text), "%s", words);
}

static void send_end(const struct transfer *t, CURLcode code, enum fetch_result result)
{
	struct fetch_msg msg = {
		.kind = FETCH_END,
		.result = result,
		.curl_code = code,
		.bytes = t->delivered,
	};
	long os_errno = 0, verify_code = 0;

	(void)curl_easy_getinfo(t->curl, CURLINFO_OS_ERRNO, &os_errno);
	(void)curl_easy_getinfo(t->curl, CURLINFO_SSL_VERIFYRESULT, &verify_code);
	/* curl keeps the errno of every attempt that failed, even if another one worked */
	if (code == CURLE_COULDNT_CONNECT)
		msg.os_errno = (unsigned int)os_errno;
	msg.verify_code = (unsigned int)verify_code;
	set_answer(t, &msg);
	explain(t, code, &msg);
	channel_send(&msg);
}

/* Returns NULL if there is no memory for them. */
static struct curl_slist *make_headers(const struct role_options *o)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept-Encoding: identity");
	char line[FETCH_TEXT_MAX + 16];

	if (!headers || !o->validator)
		return headers;
	(void)snprintf(line, sizeof(line), "If-Range: %s", o->validator);
	struct curl_slist *longer = curl_slist_append(headers, line);
	if (!longer)
		curl_slist_free_all(headers);
	return longer;
}

/* Ask for the rest only.  Not curl's way to resume, which takes a whole file for an error. */
static bool set_range(const struct transfer *t)
{
	char range[24];

	if (t->options->from == 0)
		return true;
	(void)snprintf(range, sizeof(range), "%llu-",
		       (unsigned long long)t->options->from);
	return curl_easy_setopt(t->curl, CURLOPT_RANGE, range) == CURLE_OK;
}

/* Returns the result, which it has reported. */
static enum fetch_result perform(struct transfer *t, enum url_scheme scheme)
{
	struct curl_slist *headers = make_headers(t->options);
	CURLcode code = CURLE_FAILED_INIT;

	t->is_http = scheme != URL_TFTP;
	if (headers && set_limits(t, scheme) && set_request(t, headers) && set_range(t) &&
	    set_packets(t) && tls_set(t->curl, t->options))
		code = curl_easy_perform(t->curl);
	enum fetch_result result = classify(t, code);
	if (result == FETCH_OK)
		(void)!send_meta(t); /* of an empty file by tftp nothing came before */
	send_end(t, code, result);
	curl_slist_free_all(headers);
	return result;
}

enum role_exit transfer_run(const struct role_options *options)
{
	struct transfer t = { .options = options };
	const char *why;
	struct url url;

	if (url_parse(options->subject, &url, &why) < 0 ||
	    url_is_local(options->subject)) {
		channel_send_failure(FETCH_OTHER, "not an http, https or tftp URL");
		return ROLE_FAILED;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !(t.curl = curl_easy_init())) {
		channel_send_failure(FETCH_OTHER, "libcurl does not start");
		return ROLE_FAILED;
	}
	enum fetch_result result = perform(&t, url.scheme);
	curl_easy_cleanup(t.curl);
	return result == FETCH_OK ? ROLE_DONE : ROLE_FAILED;
}
