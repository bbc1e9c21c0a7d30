# SPDX-License-Identifier: GPL-2.0-or-later
# alice and carol register in the same second and get the same nonce. carol has no password.
COMMENT="Two clients, one nonce: carol's and alice's REGISTER come in the same second, and the server gives both the same nonce. Only alice answers her challenge; carol has no password. Who answered a challenge is not told by the nonce alone."
EXPECTED=("REGISTER" "401" "REGISTER" "401" "REGISTER" "200 OK" "OPTIONS" "200 Keepalive")

run() {
    start_kamailio WITH_AUTH
    start_capture
    # At the begin of a second.
    while [[ $(date +%N) != 0* ]]; do sleep 0.02; done
    sipp_call request $CAROL $PROXY METHOD=REGISTER TARGET=sip:a.example USER=carol CODE=401 \
        "EXTRA_HEADER=Contact: <sip:carol@$CAROL:5060>"
    sipp_call register $ALICE $PROXY CODE=200 -au alice -ap secret
    sleep 1
    sipp_call request $CAROL $PROXY METHOD=REGISTER TARGET=sip:a.example USER=carol CODE=401 \
        "EXTRA_HEADER=Contact: <sip:carol@$CAROL:5060>" -cid_str "2-call@%s"
    wait_and_ping 35
    [ "$(tshark -n -r "$WORK/raw.pcap" -Y "frame.number == 2 || frame.number == 4" -T fields -e sip.auth.nonce \
        2>"$WORK/tshark.log" | sort -u | wc -l)" = 1 ] || die "not the same nonce"
}
