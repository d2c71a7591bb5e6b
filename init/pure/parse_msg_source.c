/* SPDX-License-Identifier: MIT */
#include "pure/parse_msg_source.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/text.h"

#define FITS(type) static_assert(sizeof(type) <= PARSE_ANSWER_MAX - PARSE_HEADER_LEN, "")
FITS(struct minisigs);
FITS(struct ipxe);
FITS(struct narinfo);
FITS(struct members);

int parse_msg_decode_minisigs(const void *bytes, size_t len, struct minisigs *ret,
			      struct parse_fault *fault)
{
	int rc = parse_msg_decode_body(PARSE_KIND_MINISIGS, bytes, len, ret, sizeof(*ret),
				       fault);

	if (rc < 0)
		return rc;
	if (ret->count == 0 || ret->count > MINISIG_BLOBS_MAX)
		return -EBADMSG;
	for (uint32_t i = 0; i < ret->count; i++)
		if (!minisig_is_comment(
			    ret->blobs[i].comment,
			    strnlen(ret->blobs[i].comment, MINISIG_COMMENT_MAX)))
			return -EBADMSG;
	return 0;
}

int parse_msg_decode_ipxe(const void *bytes, size_t len, struct ipxe *ret,
			  struct parse_fault *fault)
{
	int rc = parse_msg_decode_body(PARSE_KIND_IPXE, bytes, len, ret, sizeof(*ret),
				       fault);

	if (rc < 0)
		return rc;
	if (ret->initrd_count == 0 || ret->initrd_count > IPXE_INITRDS_MAX ||
	    !text_is_printable(ret->kernel, sizeof(ret->kernel)) ||
	    !text_is_printable(ret->cmdline, sizeof(ret->cmdline)))
		return -EBADMSG;
	for (uint32_t i = 0; i < ret->initrd_count; i++)
		if (!text_is_printable(ret->initrds[i], URL_MAX))
			return -EBADMSG;
	return 0;
}

int parse_msg_decode_narinfo(const void *bytes, size_t len, struct narinfo *ret,
			     struct parse_fault *fault)
{
	int rc = parse_msg_decode_body(PARSE_KIND_NARINFO, bytes, len, ret, sizeof(*ret),
				       fault);

	return rc == 0 && !narinfo_is_valid(ret) ? -EBADMSG : rc;
}

int parse_msg_decode_place(const void *bytes, size_t len, struct store_place *ret,
			   struct parse_fault *fault)
{
	int rc = parse_msg_decode_body(PARSE_KIND_STORE_PLACE, bytes, len, ret,
				       sizeof(*ret), fault);

	return rc == 0 && !store_place_is_valid(ret) ? -EBADMSG : rc;
}

static bool is_member(const struct members *m, uint32_t at, uint64_t size)
{
	const struct member *member = &m->list[at];

	return (member->type == MEMBER_FILE || member->type == MEMBER_LINK ||
		member->type == MEMBER_FOLDER) &&
	       member_is_path(member->path, strnlen(member->path, MEMBER_PATH_MAX)) &&
	       member_is_within(member, size) && members_find(m, member->path) == member;
}

/* No archive has a byte twice: kernel and initrd are two things. */
static bool overlaps_another(const struct members *m, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++)
		if (members_overlap(&m->list[i], &m->list[at]))
			return true;
	return false;
}

int parse_msg_decode_members(const void *bytes, size_t len, uint64_t size,
			     struct members *ret, struct parse_fault *fault)
{
	int rc = parse_msg_decode_body(PARSE_KIND_MEMBERS, bytes, len, ret, sizeof(*ret),
				       fault);

	if (rc < 0)
		return rc;
	if (ret->count > MEMBERS_MAX)
		return -EBADMSG;
	/* the strings first: the second round compares them with each other */
	for (uint32_t i = 0; i < ret->count; i++)
		if (strnlen(ret->list[i].path, MEMBER_PATH_MAX) == MEMBER_PATH_MAX)
			return -EBADMSG;
	for (uint32_t i = 0; i < ret->count; i++)
		if (!is_member(ret, i, size) || overlaps_another(ret, i))
			return -EBADMSG;
	return 0;
}
