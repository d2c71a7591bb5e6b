# SPDX-License-Identifier: MIT
# make          out/$(ARCH)/{init,loader,fetch,rescue,takeover,mkinitrd,base.cpio,base-full.cpio}
# make dist     out/$(ARCH)/nixos-takeover-$(ARCH).tar.gz, for nixos-anywhere --kexec
# make demo     a Debian machine becomes NixOS, in QEMU
# make check    every test that CI runs        make check-full   all QEMU cases
# make bench    figures beside budgets and peers (bench-quick: 4 minutes)
# make reproducible  two builds of out/, far apart, compared
# make lint     format, static analysis        make fuzz         fuzz targets, 5 s each
# make clean    forget build/ and out/ (downloads too)
#
# Variables: ARCH, O (intermediates), OUT (results), V=1 (show commands), CFLAGS.

ARCH   ?= x86_64
O      ?= build
OUT    ?= out/$(ARCH)
V      ?= 0
CFLAGS ?=

# Everything that could leak into an output is fixed here, once.
export LC_ALL := C
export TZ := UTC
export SOURCE_DATE_EPOCH ?= 1763769600

DEPS    := $(O)/deps/$(ARCH)/out
CC      := $(DEPS)/bin/musl-gcc
HOSTCC  ?= gcc
VERSION := 0.1

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wdate-time \
	-Wformat=2 -Wimplicit-fallthrough=5 -Wswitch-enum -Wnull-dereference \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wcast-qual -Wcast-align=strict -Wpointer-arith -Wwrite-strings \
	-Wconversion -Wno-sign-conversion -Wlogical-op \
	-Wduplicated-cond -Wduplicated-branches -Wstack-usage=40960 -Werror
BASE_CFLAGS := -std=gnu11 -D_GNU_SOURCE -iquote . -iquote init -DTAKEOVER_VERSION='"$(VERSION)"' \
	-DTAKEOVER_EPOCH=$(SOURCE_DATE_EPOCH) $(WARN)
TARGET_CFLAGS := $(BASE_CFLAGS) -isystem $(DEPS)/include -Os -flto=auto -fno-common \
	-fstack-protector-strong -ftrivial-auto-var-init=zero -ffunction-sections \
	-fdata-sections -fno-asynchronous-unwind-tables -ffile-prefix-map=$(CURDIR)=. \
	-DCURL_STATICLIB
TARGET_LDFLAGS := -static -L$(DEPS)/lib -flto=auto \
	-Wl,--gc-sections,--build-id=none,-z,noexecstack,-z,relro,-z,now -s
SAN_CFLAGS := $(BASE_CFLAGS) -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all

obj = $(patsubst %.c,$(O)/obj/$(ARCH)/%.o,$(1))
PURE_SRC    := $(sort $(wildcard init/base/*.c init/pure/*.c))
# Those of sys/ that a program other than PID 1's has, too.
LEAF_SRC    := init/sys/device_tree.c init/sys/digest.c init/sys/io.c
SYS_SRC     := $(sort $(wildcard init/sys/*.c))
STEP_SRC    := $(sort $(wildcard init/main.c init/recover.c init/pid1.c init/step/*.c))
FETCH_SRC   := $(sort $(wildcard init/fetch/*.c))
RESCUE_SRC  := $(sort $(wildcard init/rescue/*.c))
EVENT_SRC   := $(sort $(wildcard init/netevent/*.c))
HOST_SRC    := $(sort $(wildcard init/host/*.c))
BUILDER_SRC := $(sort $(filter-out %/mkinitrd.c,$(wildcard initrd-builder/*.c)))

LOADER_OBJ   := $(call obj,init/loader.c $(wildcard init/step/*.c) $(SYS_SRC) $(PURE_SRC))
INIT_OBJ     := $(call obj,$(STEP_SRC) $(SYS_SRC) $(PURE_SRC))
FETCH_OBJ    := $(call obj,$(FETCH_SRC) init/sys/io.c $(PURE_SRC))
RESCUE_OBJ   := $(call obj,$(RESCUE_SRC) $(SYS_SRC) $(PURE_SRC))
EVENT_OBJ    := $(call obj,$(EVENT_SRC) init/sys/io.c $(PURE_SRC))
MKINITRD_OBJ := $(call obj,initrd-builder/mkinitrd.c $(BUILDER_SRC) $(LEAF_SRC) $(PURE_SRC))
HOST_OBJ     := $(call obj,$(HOST_SRC) $(BUILDER_SRC) $(SYS_SRC) $(PURE_SRC))

INIT_LIBS     := -lmount -lblkid -lkmod -lzstd -llzma -lz -lcrypto
FETCH_LIBS    := -lcurl -lssl -lcrypto -lzstd -llzma -lz
RESCUE_LIBS   := -lmount -lblkid -lkmod -lzstd -llzma -lz -lcrypto
MKINITRD_LIBS := -lzstd -llzma -lz -lcrypto
HOST_LIBS     := -lmount -lblkid -lkmod -lzstd -llzma -lz -lcrypto

Q   := $(if $(filter 1,$V),,@)
say = $(if $(filter 1,$V),,@printf '  %-6s %s\n' '$1' '$2')

all: $(OUT)/init $(OUT)/loader $(OUT)/fetch $(OUT)/rescue $(OUT)/mkinitrd $(OUT)/base.cpio $(OUT)/base-full.cpio \
	$(OUT)/takeover
	@ls -l $(OUT) | awk 'NR > 1 { printf "  %9d  $(OUT)/%s\n", $$5, $$NF }'

# The stamp changes exactly when the dependencies do; deps/build decides.
$(O)/deps/$(ARCH).stamp: FORCE
	@deps/install-packages build
	@deps/build $(ARCH)
	@p=$$(readlink $(O)/deps/$(ARCH)); [ "$$p" = "$$(cat $@ 2>/dev/null)" ] || echo "$$p" >$@

# Objects of another configuration are never linked together.
$(O)/config-$(ARCH).stamp: FORCE
	@mkdir -p $(@D)
	@new=$$(printf '%s\n' '$(subst ','\'',$(TARGET_CFLAGS) $(CFLAGS))' '$(SAN_CFLAGS)'); \
	[ "$$new" = "$$(cat $@ 2>/dev/null)" ] || printf '%s\n' "$$new" >$@

# The stamps change only when the compiler's or the libraries' files do.
$(O)/obj/$(ARCH)/%.o: %.c $(O)/config-$(ARCH).stamp $(O)/deps/$(ARCH).stamp
	$(call say,CC,$<)
	$Qmkdir -p $(@D)
	$Q$(CC) $(TARGET_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define link_static
	$(call say,LINK,$@)
	$Qmkdir -p $(@D)
	$Q$(CC) $(filter-out $(WARN),$(TARGET_CFLAGS)) $(CFLAGS) $(TARGET_LDFLAGS) -o $@.tmp $(1) $(2)
	$Qif readelf -lW $@.tmp | grep -q INTERP; then echo '$@ is not static' >&2; exit 1; fi
	$Qmv $@.tmp $@
endef

$(OUT)/init: $(INIT_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(INIT_OBJ),$(INIT_LIBS))
$(OUT)/loader: $(LOADER_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(LOADER_OBJ),$(INIT_LIBS))
$(OUT)/fetch: $(FETCH_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(FETCH_OBJ),$(FETCH_LIBS))
$(OUT)/rescue: $(RESCUE_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(RESCUE_OBJ),$(RESCUE_LIBS))
$(OUT)/netevent: $(EVENT_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(EVENT_OBJ),)
$(OUT)/mkinitrd: $(MKINITRD_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(MKINITRD_OBJ),$(MKINITRD_LIBS))
$(O)/takeover.elf: $(HOST_OBJ) $(O)/deps/$(ARCH).stamp
	$(call link_static,$(HOST_OBJ),$(HOST_LIBS))

CA_BUNDLE ?= $(DEPS)/share/ca-bundle.crt
# "NAME VERSION, NAME VERSION": what a program is linked of.
lock_line = $(shell sed -n 's/^\($(1) [^ ]*\) .*/\1/p' deps/sources.lock)
packages = $(foreach p,$(1) musl,$(call lock_line,$(p)),) nixos-takeover $(VERSION)
BASE_PACKAGES = -D 'INIT_PACKAGES=$(call packages,util-linux kmod openssl zlib xz zstd)' \
	-D 'FETCH_PACKAGES=$(call packages,curl openssl zlib xz zstd)' \
	-D 'MKINITRD_PACKAGES=$(call packages,openssl zlib xz zstd)' \
	-D 'NETEVENT_PACKAGES=$(call packages,)' \
	-D 'BUSYBOX_PACKAGES=$(call lock_line,busybox), $(call lock_line,musl)' \
	-D 'DROPBEAR_PACKAGES=$(call lock_line,dropbear), $(call lock_line,musl)' \
	-D 'CA_PACKAGES=$(call lock_line,ca-certificates)'
BASE_DEFS  = $(BASE_PACKAGES) -D INIT=$(OUT)/init -D LOADER=$(OUT)/loader -D FETCH=$(OUT)/fetch -D NETEVENT=$(OUT)/netevent \
	-D RESCUE=$(OUT)/rescue -D BUSYBOX=$(DEPS)/bin/busybox \
	-D DROPBEAR=$(DEPS)/bin/dropbearmulti -D MKINITRD=$(OUT)/mkinitrd -D CA_BUNDLE=$(CA_BUNDLE)
# What the stamp does not cover: our own files, and a bundle of somebody's own.
BASE_FILES = $(wildcard $(CA_BUNDLE)) $(sort $(shell find initrd-builder/base -type f)) \
	$(O)/deps/$(ARCH).stamp
$(OUT)/base.cpio: initrd-builder/base.spec
$(OUT)/base-full.cpio: initrd-builder/full.spec initrd-builder/base.spec
$(OUT)/base.cpio $(OUT)/base-full.cpio: $(OUT)/init $(OUT)/loader $(OUT)/fetch $(OUT)/netevent $(OUT)/rescue \
	$(OUT)/mkinitrd $(BASE_FILES)
	$(call say,CPIO,$@)
	$Q$(OUT)/mkinitrd build --compress zstd:19 $(BASE_DEFS) --manifest $@.json -o $@ $(firstword $(filter %.spec,$^))
	$Q$(OUT)/mkinitrd report --spdx --manifest $@.json $@ >$@.spdx.json
	$Q$(OUT)/mkinitrd report --top 0 $@
$(OUT)/takeover: $(O)/takeover.elf $(OUT)/base.cpio init/host/attach
	$(call say,JOIN,$@)
	$Qinit/host/attach $(O)/takeover.elf $(OUT)/base.cpio $@

# What nixos-anywhere --kexec takes; a target is baked in with `takeover bundle --url …`.
dist: all
	$Q$(OUT)/takeover bundle --output $(OUT)/nixos-takeover-$(ARCH).tar.gz

demo: all
	@deps/install-packages demo
	@qemu-tests/demo

include tests.mk

clean:
	rm -rf $(O) out

FORCE:
.PHONY: all demo dist clean FORCE
.DELETE_ON_ERROR:
-include $(shell find $(O)/obj $(O)/test $(O)/fuzz -name '*.d' 2>/dev/null)
