# SPDX-License-Identifier: MIT
# lib-apt.sh - Debian packages of a given suite from the archive that apt on this machine is configured for, without root
# and without touching apt's own state. No archive host is written in this repository. Sourced, not run.
# shellcheck shell=sh

# The configured archive: apt's label is Debian for the main one, Debian-Security for the other.
apt_archive() { # LABEL
	# shellcheck disable=SC2016  # the fields are apt's, not the shell's
	apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
		awk -F'|' -v label="$1" '$1 == "Debian" && $2 == label { print $3; exit }'
}

apt_sources() { # SUITE: its lines for sources.list
	main=$(apt_archive Debian)
	[ -n "$main" ] || {
		echo 'apt has no Debian archive here; run "apt-get update" first' >&2
		return 1
	}
	security=$(apt_archive Debian-Security)
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	signed=
	[ ! -f $keyring ] || signed="[signed-by=$keyring] "
	echo "deb $signed$main $1 main"
	[ -z "$security" ] || [ "$1" = sid ] || echo "deb $signed$security $1-security main"
}

# A private apt whose lists, cache and status live in DIR and know one suite only.
apt_private() { # DIR COMMAND WORD...
	apt_dir=$1 apt_command=$2
	shift 2
	"$apt_command" -q -o Dir::Etc::SourceList="$apt_dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::Cache="$apt_dir" -o Dir::State="$apt_dir" -o Dir::State::Lists="$apt_dir/lists" \
		-o Dir::State::Status="$apt_dir/status" -o APT::Architecture=amd64 -o APT::Architectures=amd64 \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none "$@"
}

apt_private_init() { # DIR SUITE
	mkdir -p "$1/lists/partial" "$1/archives/partial"
	: >"$1/status"
	apt_sources "$2" >"$1/sources.list"
	apt_private "$1" apt-get update >&2
}

# mmdebstrap with what apt was told on this machine about how it gets there, and how old a copy of the archive may be.
# Without what nobody reads in a test.
apt_bootstrap() { # SUITE PACKAGE,... TAR MMDEBSTRAP-OPTION...
	suite=$1 packages=$2 tar=$3
	shift 3
	proxy=$(apt_setting Acquire::http::Proxy)
	valid_until=$(apt_setting Acquire::Check-Valid-Until)
	apt_sources "$suite" >"$tar.list"
	mmdebstrap --quiet --variant=minbase --architectures=amd64 ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\""} \
		${valid_until:+--aptopt="Acquire::Check-Valid-Until \"$valid_until\""} \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' --include="$packages" "$@" "$suite" "$tar" "$tar.list"
	rm "$tar.list"
}

apt_setting() { apt-config dump | sed -n "s/^$1 \"\(.*\)\";/\1/p"; } # NAME
