# SPDX-License-Identifier: GPL-2.0-or-later
# A call over TCP with an SDP so long that the INVITE does not fit in one segment.
COMMENT="One SIP message in two TCP segments: the INVITE is larger than 1460 bytes. The call works; bob answers at once."
EXPECTED=("INVITE sip:bob@a.example" "100 trying" "INVITE sip:bob" "180 Ringing" "200 Answering" "ACK" "BYE" "200 OK")

run() {
    like_ethernet
    start_kamailio
    OUTBOUND="$PROXY;transport=tcp" start_baresip bob $BOB ";regint=3600"
    registered bob
    start_capture
    sipp_call call $ALICE $PROXY EXTRA_SDP="$(many_candidates)" -s bob -t t1 &
    local call=$!
    sleep 1
    tell $BOB accept
    wait $call
}
