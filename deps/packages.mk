# SPDX-License-Identifier: MIT
# Which dependency needs which. Run by deps/build, which sets the environment.

packages := musl zlib xz zstd kmod util-linux openssl curl busybox dropbear ca-certificates cmocka
done := $(ROOT)/done

.PHONY: all
all: $(packages:%=$(done)/%)

# "+" hands make's job slots down, so that the packages share them.
$(done)/%:
	+@deps/step $*
	@touch $@

$(done)/zlib $(done)/xz $(done)/zstd $(done)/util-linux $(done)/openssl $(done)/busybox \
	$(done)/dropbear: $(done)/musl
$(done)/kmod: $(done)/zlib $(done)/xz $(done)/zstd
$(done)/curl: $(done)/openssl
