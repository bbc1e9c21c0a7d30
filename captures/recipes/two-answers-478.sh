# SPDX-License-Identifier: GPL-2.0-or-later
# The name of the gateway has no address; a wrong line in the configuration of the server answers a second time.
COMMENT="Two answers to one request: the proxy cannot resolve the name of the gateway and answers 478; a wrong line in its configuration then sends 478 once more, with another To tag."
EXPECTED=("INVITE" "478 Unresolvable destination" "478 Unresolvable destination" "ACK")

run() {
    start_kamailio 'GATEWAY="sip:gateway.invalid:5060"' WITH_SECOND_ANSWER
    start_baresip alice $ALICE
    start_capture
    tell $ALICE dial sip:+12025550112@a.example
    sleep 2
}
