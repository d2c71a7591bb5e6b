/* SPDX-License-Identifier: MIT */
/* A machine whose kernel was built without the system call DENIED: this makes the kernel say
 * so, to itself and all that comes of it, and becomes stage two if it is PID 1, else the
 * program that its arguments name. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

int main(int argc, char **argv)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DENIED, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	const char *program = getpid() == 1 ? "/init" : argc > 1 ? argv[1] : "";

	if (getpid() != 1)
		argv++;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
		perror("seccomp");
	else
		(void)execv(program, argv);
	perror(program);
	return 1;
}
