# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone is restarted in the middle of a call.
COMMENT="Restarted: the call between alice and bob is up and bob's telephone answers inside it, then it is restarted and has forgotten the call. alice's re-INVITE and her BYE get 481."
EXPECTED=("INVITE" "200" "ACK" "INVITE" "200" "INVITE" "481" "ACK" "BYE" "481")

run() {
    start_baresip bob $BOB ";answermode=auto"
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END &
        > INVITE sdp
        < 180
        < 200
        > ACK
        wait 1
        > INVITE sdp(a=sendonly;version=2)
        < 200
        > ACK
        wait 5
        > INVITE sdp(version=3)
        < 481
        > ACK
        > BYE
        < 481
END
    local caller=$!
    sleep 3.5
    # Not switch_off: the telephone has no time to say goodbye.
    kill -KILL $LAST_BARESIP
    wait $LAST_BARESIP || true
    sleep 0.5
    start_baresip bob $BOB ";answermode=auto"
    wait $caller
}
