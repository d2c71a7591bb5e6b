# SPDX-License-Identifier: MIT
# What `make check` runs: unit tests twice (glibc with sanitizers, musl static), lints, QEMU cases.

CMOCKA   := $(DEPS)/share/cmocka
CMOCKA_D := $(addprefix -DHAVE_,MALLOC_H INTTYPES_H SIGNAL_H STRINGS_H SETJMP_H STDIO_H UNISTD_H \
	GCC_THREAD_LOCAL_STORAGE CLOCK_REALTIME SIGLONGJMP STRSIGNAL STRUCT_TIMESPEC UINTPTR_T) \
	-DWORDS_SIZEOF_VOID_P=8
CMOCKA_I := -isystem $(CMOCKA)/include
TESTS_SRC := $(sort $(wildcard init/test/test_*.c initrd-builder/test/test_*.c))
FUZZ_SRC  := $(sort $(wildcard init/fuzz/fuzz_*.c initrd-builder/fuzz/fuzz_*.c))
ALL_SRC   := $(STEP_SRC) $(SYS_SRC) $(PURE_SRC) $(FETCH_SRC) $(EVENT_SRC) $(RESCUE_SRC) $(HOST_SRC) $(BUILDER_SRC) \
	init/loader.c initrd-builder/mkinitrd.c
ALL_HDR   := $(sort $(wildcard init/*/*.h initrd-builder/*.h))
SCRIPTS   := $(shell git ls-files 2>/dev/null | xargs -r grep -lE '^\#!/bin/sh' 2>/dev/null)

# --- unit tests -----------------------------------------------------------------------
TEST_SAN  := $(TESTS_SRC:%.c=$(O)/test/san/%)
TEST_MUSL := $(TESTS_SRC:%.c=$(O)/test/musl/%)
SAN_LIB   := $(patsubst %.c,$(O)/test/san/%.o,$(PURE_SRC) $(LEAF_SRC) $(BUILDER_SRC))
# Not the objects of the product: linking those anew for each test takes longer than this.
MUSL_LIB  := $(patsubst %.c,$(O)/test/musl/%.o,$(PURE_SRC) $(LEAF_SRC) $(BUILDER_SRC))
MUSL_CFLAGS := $(BASE_CFLAGS) -isystem $(DEPS)/include -O1
# The sanitized builder needs the decompressors of the build machine's libc: its own build of ours.
SAN_LIBS  := -lzstd -llzma -lz -lcrypto

$(O)/test/san/cmocka.o $(O)/test/musl/cmocka.o: $(O)/deps/$(ARCH).stamp
	$Qmkdir -p $(@D)
	$Q$(if $(findstring /musl/,$@),$(CC) -O1,$(HOSTCC) -g -O1) -std=gnu11 $(CMOCKA_D) \
		-I$(CMOCKA) $(CMOCKA_I) -c -o $@ $(CMOCKA)/cmocka.c
$(O)/test/san/%.o: %.c $(O)/config-$(ARCH).stamp
	$Qmkdir -p $(@D)
	$Q$(HOSTCC) $(SAN_CFLAGS) -MMD -MP -c -o $@ $<
$(O)/test/musl/%.o: %.c $(O)/config-$(ARCH).stamp $(O)/deps/$(ARCH).stamp
	$Qmkdir -p $(@D)
	$Q$(CC) $(MUSL_CFLAGS) -MMD -MP -c -o $@ $<
$(TEST_SAN): $(O)/test/san/%: %.c $(SAN_LIB) $(O)/test/san/cmocka.o
	$(call say,TEST,$<)
	$Qmkdir -p $(@D)
	$Q$(HOSTCC) $(SAN_CFLAGS) $(CMOCKA_I) -MMD -MP -MF $@.d -o $@ $(filter %.c %.o,$^) $(SAN_LIBS)
$(TEST_MUSL): $(O)/test/musl/%: %.c $(MUSL_LIB) $(O)/test/musl/cmocka.o
	$(call say,TEST,$< (musl))
	$Qmkdir -p $(@D)
	$Q$(CC) $(MUSL_CFLAGS) -fno-lto $(CMOCKA_I) -static -L$(DEPS)/lib -MMD -MP -MF $@.d -o $@ \
		$(filter %.c %.o,$^) $(MKINITRD_LIBS)

# The part of the loader that fetches and proves, as a program for scripts.
PROBE_OBJ := $(patsubst %.c,$(O)/test/musl/%.o,init/test/acquire_probe.c $(wildcard init/step/source*.c init/step/nix_*.c) \
	$(addprefix init/step/,acquire.c proof.c object.c fetcher.c disk.c intake.c ask.c parser.c verifier.c \
	signature.c report.c) $(addprefix init/sys/,config_files.c io.c process.c digest.c memory.c random.c \
	machine.c rooted.c mounts.c block_dev.c block_probe.c) $(PURE_SRC))
$(O)/test/acquire_probe: $(PROBE_OBJ)
	$(call say,TEST,$@)
	$Q$(CC) -static -L$(DEPS)/lib -o $@.tmp $^ -lmount -lblkid -lcrypto
	$Qmv $@.tmp $@ # whoever sees it may start it

# What would be appended to an image, as another one.
TARGET_PROBE_OBJ := $(patsubst %.c,$(O)/test/musl/%.o,init/test/target_probe.c $(addprefix init/step/,target_line.c \
	state.c hooks.c report.c) $(addprefix init/sys/,config_files.c io.c process.c memory.c) $(PURE_SRC))
$(O)/test/target_probe: $(TARGET_PROBE_OBJ)
	$(call say,TEST,$@)
	$Q$(CC) -static -L$(DEPS)/lib -o $@.tmp $^
	$Qmv $@.tmp $@

check-unit: $(TEST_SAN) $(TEST_MUSL)
	@.ci/run-units $^

# --- what a machine can see in the sources ----------------------------------------------
LINT_CFLAGS := $(filter-out -Wlogical-op -Wduplicated% -Wstack-usage% -Wimplicit% -Wcast-align% \
	-Werror,$(BASE_CFLAGS)) -isystem $(DEPS)/include -DCURL_STATICLIB
LINTED := $(ALL_SRC:%.c=$(O)/lint/%.ok)
$(LINTED): $(O)/lint/%.ok: %.c .clang-tidy $(ALL_HDR) $(O)/config-$(ARCH).stamp
	$(call say,TIDY,$<)
	$Qmkdir -p $(@D)
	$Qclang-tidy --quiet $< -- $(LINT_CFLAGS) >$@.log 2>&1 || { cat $@.log; exit 1; }
	$Q$(CC) -fanalyzer -O1 -c -o /dev/null $(BASE_CFLAGS) -isystem $(DEPS)/include -DCURL_STATICLIB $<
	$Qtouch $@

lint: lint-tidy lint-format lint-cppcheck lint-headers lint-layers lint-purity lint-size \
	lint-text lint-shell lint-man
lint-tidy: $(LINTED)
lint-format:
	$Qclang-format --dry-run -Werror $$(find init initrd-builder -name '*.[ch]')
lint-cppcheck:
	$Qcppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
		--suppress=ctuuninitvar:init/sys/digest.c --error-exitcode=1 -I. -Iinit $(ALL_SRC)
lint-headers: $(O)/deps/$(ARCH).stamp
	$Qfor h in $(ALL_HDR); do \
		$(CC) $(LINT_CFLAGS) -Wno-pedantic -fsyntax-only -include $$h -xc /dev/null || exit 1; done
lint-layers:
	$Q.ci/check-layers
# Not the product's objects: those of link-time optimisation do not name what they call.
lint-purity: $(patsubst %.c,$(O)/test/musl/%.o,$(PURE_SRC))
	$Q.ci/check-purity $^
	$Q.ci/check-purity-self-test $(CC)
lint-size:
	$Q.ci/check-size
lint-text:
	$Q.ci/check-text
lint-shell:
	$Qshellcheck -e SC1091 $(SCRIPTS) $(wildcard qemu-tests/*.sh qemu-tests/bench/*.sh qemu-tests/cases/*.sh)
lint-man:
	$Qmandoc -T lint -W warning man/*.8

# --- fuzzing ------------------------------------------------------------------------------
FUZZERS := $(FUZZ_SRC:%.c=$(O)/fuzz/%)
FUZZ_CFLAGS := -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -std=gnu11 \
	-D_GNU_SOURCE -iquote . -iquote init
# With what of the builder reads foreign bytes.
FUZZ_LIB := $(patsubst %.c,$(O)/fuzz/%.o,$(PURE_SRC) init/sys/io.c $(addprefix initrd-builder/,arena.c buffer.c \
	file.c folder.c image.c kernel_alias.c kernel_builtin.c kernel_prefetch.c kernel_tree.c reason.c spec.c unpack.c unpack_foreign.c))
$(O)/fuzz/%.o: %.c $(O)/config-$(ARCH).stamp
	$Qmkdir -p $(@D)
	$Qclang $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<
$(FUZZERS): $(O)/fuzz/%: %.c $(FUZZ_LIB)
	$(call say,FUZZ,$<)
	$Qmkdir -p $(@D)
	$Qclang $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $(filter %.c %.o,$^) -lzstd -llzma -lz
FUZZ_SECONDS ?= 5
fuzz: $(FUZZERS)
	@.ci/run-fuzz $(FUZZ_SECONDS) $^

check: all
	@deps/install-packages lint test
	@.ci/check core
check-full: all
	@deps/install-packages lint test
	@.ci/check full
# Figures beside budgets; see qemu-tests/bench/README.md.
bench bench-quick bench-full: all
	@deps/install-packages test
	@qemu-tests/bench/run $(subst bench,usual,$(subst bench-,,$@))
bench-builder: all
	@deps/install-packages test
	@qemu-tests/bench/run $(notdir $(wildcard qemu-tests/bench/rows/builder-*))
reproducible: $(O)/deps/$(ARCH).stamp
	@deps/install-packages test
	@.ci/reproducible $(ARCH)
lock-verify:
	deps/lock-check deps/sources.lock

.PHONY: check check-full check-unit lint lint-tidy lint-format lint-cppcheck lint-headers lint-layers \
	lint-purity lint-size lint-text lint-shell lint-man fuzz lock-verify reproducible bench bench-quick bench-full bench-builder
