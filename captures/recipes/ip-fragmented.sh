# SPDX-License-Identifier: GPL-2.0-or-later
# A call over UDP with an SDP so long that the INVITE does not fit in one packet.
COMMENT="IP fragments: the INVITE over UDP is larger than 1500 bytes and travels in two fragments on both hops. The call works."
EXPECTED=("INVITE sip:bob@a.example" "100 trying" "INVITE sip:bob" "180 Ringing" "200 Answering" "ACK" "BYE" "200 OK")

run() {
    like_ethernet
    start_kamailio
    start_baresip bob $BOB ";regint=3600"
    registered bob
    # The second fragment of a packet has no port numbers.
    start_capture "port 5060 or ip[6:2] & 0x1fff != 0"
    sipp_call call $ALICE $PROXY EXTRA_SDP="$(many_candidates)" -s bob &
    local call=$!
    sleep 1
    tell $BOB accept
    wait $call
}
