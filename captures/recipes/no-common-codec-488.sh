# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone offers G.711 A-law only, bob's telephone is set to G.711 mu-law only.
COMMENT="No common codec: alice offers PCMA only, bob's telephone is set up for PCMU only and answers 488."
EXPECTED=("INVITE sip:bob" "488 Not Acceptable Here" "ACK")

run() {
    start_kamailio
    start_baresip bob $BOB ";regint=3600;audio_codecs=PCMU"
    start_baresip alice $ALICE ";audio_codecs=PCMA"
    registered bob
    start_capture
    tell $ALICE dial sip:bob@a.example
    sleep 1
}
