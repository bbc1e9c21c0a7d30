# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone is sent a method it does not know, once directly and once through the server.
COMMENT="Methods that are not offered: bob's telephone does not know PUBLISH and answers 501. The server has learnt from its registration what it takes, and answers a PUBLISH for it with 405 and the list in Allow."
EXPECTED=("REGISTER" "200 OK" "PUBLISH" "501" "PUBLISH" "405 Method Not Allowed")

run() {
    start_kamailio WITH_METHODS
    start_capture
    start_baresip bob $BOB ";regint=3600"
    registered bob
    sipp_call stray $ALICE $BOB METHOD=PUBLISH CODE=501 -s bob
    sipp_call request $ALICE $PROXY METHOD=PUBLISH TARGET=sip:bob@a.example USER=alice CODE=405 -cid_str "2-call@%s"
}
