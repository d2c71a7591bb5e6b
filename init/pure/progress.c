/* SPDX-License-Identifier: MIT */
#include "pure/progress.h"

#include "base/writer.h"

enum {
	MIB = 1 << 20,
	TELLING_MS = 1000, /* what a shorter time says of the rate is nonsense */
};

bool progress_is_due(struct progress *p, uint64_t now_ms)
{
	if (p->shown && now_ms - p->shown_ms < PROGRESS_EVERY_MS)
		return false;
	p->shown = true;
	p->shown_ms = now_ms;
	return true;
}

static void write_mib(struct writer *w, uint64_t bytes)
{
	writer_printf(w, "%llu.%llu", (unsigned long long)(bytes / MIB),
		      (unsigned long long)(bytes % MIB * 10 / MIB));
}

void progress_line(const struct progress *p, uint64_t now_ms,
		   char ret[static PROGRESS_LINE_SIZE])
{
	struct writer w = writer_over(ret, PROGRESS_LINE_SIZE);
	uint64_t elapsed_ms = now_ms > p->started_ms ? now_ms - p->started_ms : 1;
	uint64_t done = p->done_bytes;
	/* bytes a second: a product of all of them and 1000 might not fit */
	uint64_t rate = done / elapsed_ms * 1000 + done % elapsed_ms * 1000 / elapsed_ms;
	uint64_t total = p->total_bytes > 0 ? (uint64_t)p->total_bytes : 0;

	write_mib(&w, done);
	if (total > 0) {
		writer_text(&w, " of ");
		write_mib(&w, total);
	}
	writer_text(&w, " MiB");
	if (elapsed_ms < TELLING_MS && total > done)
		return;
	writer_text(&w, ", ");
	write_mib(&w, rate);
	writer_text(&w, " MiB/s");
	if (total > done && rate > 0) {
		uint64_t left_s = (total - done - 1) / rate + 1;

		writer_printf(&w, ", %llu s left", (unsigned long long)left_s);
	}
}
