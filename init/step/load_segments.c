/* SPDX-License-Identifier: MIT */
#include "step/load_segments.h"

#include <errno.h>
#include <string.h>

#include "pure/boot_params.h"
#include "pure/firmware.h"
#include "pure/placement.h"
#include "step/report.h"
#include "sys/firmware_map.h"
#include "sys/io.h"
#include "sys/kexec_load.h"
#include "sys/random.h"
#include "sys/trampoline.h"
#include "sys/uffd_feed.h"

enum {
	REPORT_EVERY_MS = 1000,
};

/* What the next kernel gets, beside kernel and initrd.  A worker loads one image. */
static struct {
	struct memory_map iomem;
	struct firmware firmware;
	uint8_t params[BOOT_PARAMS_MAX];
	size_t params_len;
	struct placement at;
} next;

static uint64_t whole_pages(uint64_t bytes)
{
	return (bytes + MEMORY_PAGE - 1) / MEMORY_PAGE * MEMORY_PAGE;
}

/* The state archive begins on a page of its own: the kernel skips the zeroes before it. */
static uint64_t initrd_bytes(const struct load_image *image)
{
	const struct memory *initrd = &image->verdict->initrd;

	return image->state->len == 0 ? initrd->len
				      : whole_pages(initrd->len) + image->state->len;
}

static int find_places(const struct load_image *image)
{
	uint64_t payload = image->verdict->kernel.len - image->header.payload_at;
	const struct placement_need need = {
		.kernel_bytes = image->header.init_bytes > payload
					? image->header.init_bytes
					: payload,
		.kernel_align = image->header.align,
		.kernel_min = image->header.preferred,
		.initrd_bytes = initrd_bytes(image),
		.params_bytes = BOOT_PARAMS_MAX,
		.initrd_above_4gib = image->header.above_4gib,
	};

	return placement_find(&next.iomem, &need, &next.at);
}

static int build_params(const struct load_image *image)
{
	uint8_t seed[BOOT_SEED_BYTES];
	bool has_seed = random_seed(seed, sizeof(seed)) == 0;
	const struct boot_params params = {
		.kernel_head = image->verdict->kernel.bytes,
		.kernel = image->header,
		.at = next.at,
		.initrd_bytes = initrd_bytes(image),
		.cmdline = image->cmdline,
		.firmware = &next.firmware,
		.seed = has_seed ? seed : NULL,
		.trampoline = trampoline_code,
		/* both are labels of one piece of assembly */
		/* cppcheck-suppress comparePointers */
		.trampoline_len = (size_t)(trampoline_code_end - trampoline_code),
	};

	return boot_params_build(&params, next.params, sizeof(next.params),
				 &next.params_len);
}

static int prepare(const struct load_image *image, struct load_obstacle *ret)
{
	int r = firmware_read_iomem(&next.iomem);

	if (r < 0)
		return load_stopped(ret, LOAD_REFUSING, "/proc/iomem", r);
	r = firmware_read(&next.firmware);
	if (r < 0)
		return load_stopped(ret, LOAD_REFUSING, "/sys/firmware", r);
	r = find_places(image);
	if (r < 0)
		return load_stopped(ret, LOAD_REFUSING, "placement", r);
	r = build_params(image);
	if (r < 0)
		return load_stopped(ret, LOAD_REFUSING, "boot parameters", r);
	return 0;
}

/* @kernel, @initrd: their bytes, or the places where they appear. */
static int load(const struct load_image *image, const uint8_t *kernel,
		const uint8_t *initrd)
{
	size_t kernel_len = image->verdict->kernel.len;
	size_t initrd_len = image->verdict->initrd.len;
	const uint64_t entry = next.at.params + BOOT_PARAMS_ENTRY;
	struct kexec_piece pieces[4];
	size_t count = 0;

	pieces[count++] = (struct kexec_piece){
		next.params,
		next.params_len,
		next.at.params,
	};
	if (image->state->len > 0)
		pieces[count++] = (struct kexec_piece){
			image->state->bytes,
			image->state->len,
			next.at.initrd + whole_pages(initrd_len),
		};
	/* Last: they are given away as they are read, and must not have been if another fails.
	 * The kernel's segment is as long as its file and not as what it unpacks to: segments
	 * may have half of the RAM.  What is behind it is free, and is not touched before the
	 * trampoline has left everything of the running kernel. */
	pieces[count++] = (struct kexec_piece){
		kernel + image->header.payload_at,
		kernel_len - image->header.payload_at,
		next.at.kernel,
	};
	pieces[count++] = (struct kexec_piece){ initrd, initrd_len, next.at.initrd };
	return kexec_load(entry, pieces, count);
}

struct pace {
	int report_fd;
	uint64_t reported_ms;
};

/* A feeder's thread: writes to a pipe, and nothing else. */
static void on_progress(void *context)
{
	struct pace *pace = context;
	uint64_t now_ms = io_now_ms();

	if (now_ms - pace->reported_ms < REPORT_EVERY_MS)
		return;
	pace->reported_ms = now_ms;
	report_progress(pace->report_fd);
}

struct feeds {
	struct uffd_feed kernel, initrd;
	struct pace kernel_pace,
		initrd_pace; /* one may begin before the other is through */
};

static int begin_feeds(struct feeds *f, const struct verdict *v)
{
	size_t none;
	int r = uffd_feed_begin(&f->kernel, v->kernel.bytes, v->kernel.len, on_progress,
				&f->kernel_pace);

	if (r < 0)
		return r;
	r = uffd_feed_begin(&f->initrd, v->initrd.bytes, v->initrd.len, on_progress,
			    &f->initrd_pace);
	if (r < 0)
		(void)!uffd_feed_end(&f->kernel, &none);
	return r;
}

/* @ret_fed: how much of both is gone. */
static int end_feeds(struct feeds *f, size_t *ret_fed)
{
	size_t kernel_fed, initrd_fed;
	int kernel = uffd_feed_end(&f->kernel, &kernel_fed);
	int initrd = uffd_feed_end(&f->initrd, &initrd_fed);

	*ret_fed = kernel_fed + initrd_fed;
	return kernel < 0 ? kernel : initrd;
}

static int load_fed(const struct load_image *image, struct load_obstacle *ret)
{
	struct feeds feeds = {
		.kernel_pace = { .report_fd = image->report_fd },
		.initrd_pace = { .report_fd = image->report_fd },
	};
	size_t fed;
	int r = begin_feeds(&feeds, image->verdict);

	if (r < 0)
		return load_stopped(ret, LOAD_FEEDING, "userfaultfd", r);
	r = load(image, feeds.kernel.region, feeds.initrd.region);
	int feeding = end_feeds(&feeds, &fed);

	if (r == 0)
		return 0;
	if (fed > 0)
		return load_stopped(ret, LOAD_SPENT,
				    feeding < 0 ? "feeding" : "kexec_load",
				    feeding < 0 ? feeding : r);
	if (feeding < 0)
		return load_stopped(ret, LOAD_FEEDING, "feeding", feeding);
	return load_stopped(ret, LOAD_REFUSING, "kexec_load", r);
}

int load_by_segments(const struct load_image *image, bool fed, struct load_obstacle *ret)
{
	int r = prepare(image, ret);

	if (r < 0)
		return r;
	if (fed)
		return load_fed(image, ret);
	r = load(image, image->verdict->kernel.bytes, image->verdict->initrd.bytes);
	return r < 0 ? load_stopped(ret, LOAD_REFUSING, "kexec_load", r) : 0;
}
