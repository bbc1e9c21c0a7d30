# SPDX-License-Identifier: GPL-2.0-or-later
# The server takes one new call a second. carol calls in the same second as alice, and again later.
COMMENT="Overload: the proxy accepts one new call a second and answers carol's call with 503 and Retry-After 3. When carol tries again after 4 seconds, the call goes through."
EXPECTED=("INVITE sip:bob" "INVITE sip:bob" "503" "INVITE sip:bob" "200 Answering" "BYE")

run() {
    start_all WITH_LIMIT
    start_baresip carol $CAROL
    start_capture
    tell $ALICE dial sip:bob@a.example &
    sleep 0.02
    tell $CAROL dial sip:bob@a.example
    sleep 2
    tell $ALICE hangup
    sleep 2
    call_answered $CAROL $BOB bob
    tell $CAROL hangup
}
