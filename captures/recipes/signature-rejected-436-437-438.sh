# SPDX-License-Identifier: GPL-2.0-or-later
# Three signed calls whose signature the gateway does not accept.
COMMENT="Signature rejected: the certificate of the first call could not be fetched (436), the issuer of the second one is not trusted (437), the signature of the third one does not fit, because it was made for another number (438)."
EXPECTED=("INVITE" "436" "ACK" "INVITE" "437" "ACK" "INVITE" "438" "ACK")

run() {
    start_capture "$SIP_AND_ICMP"
    signed_call +12025550101 "436 Bad Identity Info"
    signed_call +12025550101 "437 Unsupported Credential"
    signed_call +12025550177 "438 Invalid Identity Header"
}

# encoded TEXT: in the base64 of PASSporT.
encoded() {
    printf %s "$1" | base64 -w 0 | tr -d = | tr +/ -_
}

# signed_call NUMBER ANSWER: a call to +12025550101, signed for NUMBER. The signature itself is made up.
signed_call() {
    local info=https://certificates.example/alice.pem passport
    passport=$(encoded '{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"'$info'"}')
    passport+=.$(encoded '{"attest":"A","dest":{"tn":["'${1#+}'"]},"iat":'$(date +%s)',"orig":{"tn":"12025550120"},"origid":"123e4567-e89b-12d3-a456-426655440000"}')
    passport+=.$(encoded "this is not a real signature, only an example of one, 64 bytes ..")
    call_refused "$2" "sdp | From: <sip:+12025550120@a.example>;tag=${2%% *}-alice | Date: $(date -u '+%a, %d %b %Y %H:%M:%S GMT') | Identity: $passport;info=<$info>;alg=ES256;ppt=shaken"
}
