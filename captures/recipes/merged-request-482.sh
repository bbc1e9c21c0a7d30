# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone has two entries in the server, so each call reaches it twice.
COMMENT="The same call twice: bob's telephone is registered with two contacts that lead to the same address. It rings for the first INVITE, refuses the second one with 482, and bob then rejects the call with 486. The proxy passes the 482 on, although there is no loop and the 486 says what happened."
EXPECTED=("INVITE sip:bob@a.example" "INVITE sip:bob" "INVITE sip:bob" "482 Loop Detected" "486 Busy Here" "482 Loop Detected" "ACK")

run() {
    start_kamailio
    local line
    for line in 1 2; do
        sipp_call request $BOB $PROXY METHOD=REGISTER TARGET=sip:a.example USER=bob CODE=200 \
            "EXTRA_HEADER=Contact: <sip:bob@$BOB:5060;line=$line>" -cid_str "$line-line@%s"
    done
    sipp_call merged $BOB $PROXY &
    local telephone=$!
    wait_for 5 bound $BOB:5060
    start_capture
    sipp_call refused $ALICE $PROXY CODE=482 -s bob
    wait $telephone
}
