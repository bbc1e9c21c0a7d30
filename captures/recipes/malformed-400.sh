# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone sends two requests that the server cannot read.
COMMENT="Malformed requests: Content-Length promises more bytes than there are, and the method in CSeq is another one than that of the request. The server says what is wrong in the phrase of its 400."
EXPECTED=("INVITE" "400 Content-Length" "ACK" "MESSAGE" "400 CSeq")

run() {
    start_kamailio
    start_capture "$SIP_AND_ICMP"
    VIA=$PROXY play left alice $ALICE bob $BOB <<END
        > INVITE sdp | Content-Length: 500
        < 400
        > ACK
END
    # sipp would refuse an answer with the wrong method.
    VIA=$PROXY play left alice $ALICE bob $BOB -pause_msg_ign <<END
        > MESSAGE body(text/plain;Hello) once | CSeq: 1 OPTIONS
        wait 1
END
}
