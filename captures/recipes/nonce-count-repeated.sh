# SPDX-License-Identifier: GPL-2.0-or-later
# A client does not count up nc, the server looks at it.
COMMENT="Nonce count: a second later the client sends the same credentials again, with the same nonce and again nc=00000001. The server takes that for a replay and answers 401, although the password is right."
EXPECTED=("REGISTER" "401" "REGISTER" "200 OK" "REGISTER" "401")

# The credentials that were sent.
credentials() {
    tshark -n -r "$WORK/raw.pcap" -Y sip.Authorization -T fields -e sip.Authorization 2>"$WORK/tshark.log" | grep .
}

run() {
    start_kamailio WITH_AUTH WITH_NONCE_COUNT
    start_capture
    sipp_call register $ALICE $PROXY CODE=200 -au alice -ap secret
    wait_for 5 credentials
    sleep 1
    sipp_call request $ALICE $PROXY METHOD=REGISTER TARGET=sip:a.example USER=alice CODE=401 \
        "EXTRA_HEADER=Authorization: $(credentials)" -cid_str "2-call@%s"
}
