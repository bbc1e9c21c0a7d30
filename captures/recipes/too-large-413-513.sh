# SPDX-License-Identifier: GPL-2.0-or-later
# Three requests that are too long for the gateway, and one that is not.
COMMENT="Too large: the gateway refuses a message with a long body (413), a call with a long Request-URI (414) and a whole message that is too long (513); a short message is accepted."
EXPECTED=("MESSAGE" "413" "INVITE" "414" "ACK" "MESSAGE" "513" "MESSAGE" "200")

run() {
    local ten="A long text." long="" i
    for i in {1..90}; do long+=$ten; done
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $GATEWAY <<END
        > MESSAGE body(text/plain;$long)
        < 413 Request Entity Too Large
END
    converse alice $ALICE bob $GATEWAY <<END
        > INVITE sdp uri=sip:${long// /-}@b.example
        < 414 Request-URI Too Long
        > ACK
END
    converse alice $ALICE bob $GATEWAY <<END
        > MESSAGE body(text/plain;Hello) | Subject: $long
        < 513 Message Too Large
END
    converse alice $ALICE bob $GATEWAY <<END
        > MESSAGE body(text/plain;Hello)
        < 200
END
}
