/* SPDX-License-Identifier: MIT */
/*
 * Reading many modules at once.  What takes time is unpacking: a kernel's worth of .ko.xz is
 * a second and a half of one processor, whatever else is done.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "initrd-builder/kernel_tree.h"
#include "initrd-builder/reason.h"

enum {
	WORKERS_MAX = 16,
	WORTH_A_THREAD = 16, /* modules */
};

struct prefetch {
	struct kernel_tree *tree;
	const size_t *modules;
	size_t len;
	atomic_size_t next;
	pthread_mutex_t
		lock; /* of the tree but for its modules, each of which is one's */
};

static void read_one(struct prefetch *p, struct kernel_module *m,
		     struct kernel_scratch *scratch)
{
	struct modinfo info;
	struct reason why;

	/* A failure is found again, by whoever reads the module and can say so. */
	if (m->is_read || kernel_tree_load(p->tree, m, scratch, &info, &why) != 0)
		return;
	(void)pthread_mutex_lock(&p->lock);
	(void)!kernel_tree_keep(p->tree, m, &info);
	(void)pthread_mutex_unlock(&p->lock);
}

static void *work(void *context)
{
	struct kernel_scratch scratch = { 0 };
	struct prefetch *p = context;
	size_t i;

	while ((i = atomic_fetch_add(&p->next, 1)) < p->len)
		read_one(p, &p->tree->modules[p->modules ? p->modules[i] : i], &scratch);
	kernel_scratch_free(&scratch);
	return NULL;
}

void kernel_tree_prefetch(struct kernel_tree *t, const size_t *modules, size_t len)
{
	struct prefetch p = { .tree = t,
			      .modules = modules,
			      .len = len,
			      .lock = PTHREAD_MUTEX_INITIALIZER };
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[WORKERS_MAX];
	size_t wanted = len / WORTH_A_THREAD, started = 0;

	if (wanted > WORKERS_MAX)
		wanted = WORKERS_MAX;
	if (cpus > 0 && wanted > (size_t)cpus)
		wanted = (size_t)cpus;
	if (wanted < 2)
		return;
	/* This thread is one of them. */
	while (started < wanted - 1 &&
	       pthread_create(&threads[started], NULL, work, &p) == 0)
		started++;
	(void)work(&p);
	while (started > 0)
		(void)pthread_join(threads[--started], NULL);
}
