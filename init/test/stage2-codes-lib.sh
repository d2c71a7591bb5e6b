# SPDX-License-Identifier: MIT
# Sourced first by stage2-blames-*.sh: all of stage two fails with one code after the other, and the block of each stands
# whole on two consoles.  every-code-is-provoked.sh holds their list and the manual together.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
. "${0%/*}/stage2-lib.sh"

www=$dir/www
static='ip=10.9.0.2::10.9.0.1:24::eth0'
fetching="$static nixos.unreachable=ok"
some_pin=$(echo nobody has this | sha256sum | cut -d' ' -f1)
pin_of() { sha256sum <"$1" | cut -d' ' -f1; } # FILE

provoke() { # CODE WORD...
	code=$1
	shift
	stage_two 2 "$* nixos.rescue-timeout=1" >"$dir/seen" 2>&1 <<-END || { echo "$code:"; cat "$dir/seen"; exit 1; }
		expect 0 ${SECONDS_MAX:-100} FAILED in step
		expect 0 5 $code
		expect 1 5 FAILED in step
		expect 1 5 $code
		$(for console in 0 1; do
			printf "expect $console 5 %s\n" 'what: ' 'why:  ' 'hint: ' 'last good step: ' \
				'No disk was written.'
		done)
		expect 0 20 rescue: rebooting
		end 60 $REBOOTED
	END
	rm -rf "$dir/tree" "$dir/world.sh" "$dir/nginx.d"
	mkdir "$dir/tree"
}

world() { printf '%s\n' "$@" >"$dir/world.sh"; } # LINE...: of a shell, in the namespaces

# On port 81: hears a request, says TEXT, and holds its peace for SECONDS.
peer() { # TEXT [SECONDS]
	world "perl -MIO::Socket::INET -e 'my \$l = IO::Socket::INET->new(LocalAddr => q(10.9.0.1), LocalPort => 81, Listen => 8);
		while (my \$c = \$l->accept) { sysread(\$c, my \$request, 4096); syswrite(\$c, qq($1)); sleep(${2:-0}) }' &" \
		'until ss -Hltn | grep -q :81; do sleep 0.1; done'
}
at() { echo "nixos.url=$1 nixos.sha256=$some_pin $fetching"; } # URL

# As the manual has it, but for the kernel, which is none.
tree() { # NAME
	mkdir -p "$www/$1"
	head -c 100000 /dev/zero >"$www/$1/bzImage"
	head -c 100000 /dev/zero >"$www/$1/initrd.gz"
	# shellcheck disable=SC2016  # the script's own
	echo 'kexec --load ${SCRIPT_DIR}/bzImage --initrd=${SCRIPT_DIR}/initrd.gz --command-line "init=/nix/store/x/init"' \
		>"$www/$1/kexec-boot"
	seal "$1"
}
seal() { (cd "$www/$1" && sha256sum bzImage initrd.gz kexec-boot >SHA256SUMS); } # NAME
of() { echo "nixos.url=$url$1/ nixos.sha256=$(pin_of "$www/$1/SHA256SUMS") $fetching"; } # NAME
