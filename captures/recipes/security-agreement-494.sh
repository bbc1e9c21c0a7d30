# SPDX-License-Identifier: GPL-2.0-or-later
# The server wants a security agreement first.
COMMENT="Security agreement required: the server answers 494 and names what it can do in Security-Server; alice's telephone does not know that and gives up."
EXPECTED=("REGISTER" "494")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE alice $PROXY <<END
        > REGISTER uri=sip:a.example | Contact: <sip:alice@$ALICE> | Expires: 3600
        < 494 Security Agreement Required | Require: sec-agree | Security-Server: tls;q=0.2, digest;d-alg=SHA-256;q=0.1
END
}
