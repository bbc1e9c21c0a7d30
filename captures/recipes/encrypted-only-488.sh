# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone insists on encrypted media, the gateway takes plain ones only.
COMMENT="Encrypted against plain media: alice's telephone offers RTP/SAVP only, the gateway refuses with 488 and shows RTP/AVP with the same codec in its SDP."
EXPECTED=("INVITE" "488" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    call_refused "488 Not Acceptable Here sdp(port=0)"         "sdp(proto=RTP/SAVP;a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:ZXhhbXBsZSBrZXkgb2YgdGhpcnR5IGJ5dGVzISEh)"
}
