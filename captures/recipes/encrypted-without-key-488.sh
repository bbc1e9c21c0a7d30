# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone asks for encrypted media but gives no key.
COMMENT="Encrypted media without a key: the offer says RTP/SAVP, but has neither a=crypto nor a=fingerprint. bob's telephone answers 488."
EXPECTED=("INVITE" "488" "ACK")

run() {
    start_baresip bob $BOB
    start_capture "$SIP_AND_ICMP"
    play left alice $ALICE bob $BOB <<END
        > INVITE sdp(proto=RTP/SAVP)
        < 488
        > ACK
END
}
