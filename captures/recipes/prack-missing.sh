# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway sends 183 reliably, the caller says that it knows 100rel but never sends PRACK.
COMMENT="PRACK missing: the gateway sends a reliable 183 (Require: 100rel, RSeq) and repeats it, because the caller never confirms it with PRACK although its INVITE says Supported: 100rel. After 32 seconds the gateway gives up with 504."
EXPECTED=("INVITE" "183" "183" "183" "504" "ACK")

run() {
    local progress='183 sdp to=INVITE | Require: 100rel | RSeq: 8100'
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY <<END
        > INVITE sdp | Supported: 100rel
        < 100
        wait 0.2
        < $progress
        wait 0.5
        << $progress
        wait 1
        << $progress
        wait 2
        << $progress
        wait 4
        << $progress
        wait 8
        << $progress
        wait 16
        << $progress
        wait 0.5
        < 504 Server Time-out
        > ACK
END
}
