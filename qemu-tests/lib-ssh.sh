# SPDX-License-Identifier: MIT
# lib-ssh.sh - the machine's SSH server, and an OpenSSH client here. Sourced by cases after serve(), whose port decides.
# shellcheck shell=sh disable=SC2034,SC2154
ssh_port=$((port + 100))
VM_NET="user,hostfwd=tcp:127.0.0.1:$ssh_port-:22"

# As root, with nobody's own settings, and without a question.
ssh_client() { # SSH-OPTION... [COMMAND]
	ssh -F /dev/null -p "$ssh_port" -l root -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=30 \
		-o LogLevel=ERROR -o GlobalKnownHostsFile=/dev/null "$@"
}

# Until the client gets in, and what it runs there ends well.
until_login() { # COMMAND...: which calls ssh_client
	tries=60
	until "$@" 2>"$WORK/ssh.log"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "no login: $(cat "$WORK/ssh.log")"
		sleep 1
	done
}
