/* SPDX-License-Identifier: MIT */
#include "sys/kexec_load.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>

enum {
	PAGE = 4096,
};

_Static_assert(sizeof(void *) == sizeof(uint64_t), "an address is as long as a pointer");
_Static_assert((int)KEXEC_PIECES_MAX == (int)KEXEC_SEGMENT_MAX, "as the kernel says");

int kexec_load(uint64_t entry, const struct kexec_piece *pieces, size_t count)
{
	struct kexec_segment segments[KEXEC_PIECES_MAX];

	if (count > KEXEC_PIECES_MAX)
		return -EINVAL;
	for (size_t i = 0; i < count; i++) {
		segments[i] = (struct kexec_segment){
			.buf = pieces[i].bytes,
			.bufsz = pieces[i].len,
			.memsz = (pieces[i].len + PAGE - 1) / PAGE * PAGE,
		};
		/* a physical address: no pointer of ours, whatever its type says */
		memcpy(&segments[i].mem, &pieces[i].at, sizeof(segments[i].mem));
	}
	if (syscall(SYS_kexec_load, entry, count, segments,
		    (unsigned long)KEXEC_ARCH_DEFAULT) < 0)
		return -errno;
	return 0;
}
