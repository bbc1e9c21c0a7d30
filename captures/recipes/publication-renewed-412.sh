# SPDX-License-Identifier: GPL-2.0-or-later
# The server was restarted and has lost alice's presence; her telephone publishes it again.
COMMENT="A publication that was lost: after a restart the server no longer knows the tag in SIP-If-Match and answers 412. The telephone publishes its state anew, as it should. No lasting fault."
EXPECTED=("PUBLISH" "200" "PUBLISH" "412" "PUBLISH" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    local state='body(application/pidf+xml;<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@a.example"/>)'
    converse alice $ALICE alice $PROXY <<END
        > PUBLISH $state | Event: presence | Expires: 3600
        < 200 | SIP-ETag: dx200xyz | Expires: 3600
END
    sleep 2
    converse alice $ALICE alice $PROXY <<END
        > PUBLISH | Event: presence | Expires: 3600 | SIP-If-Match: dx200xyz
        < 412 Conditional Request Failed
        > PUBLISH $state | Event: presence | Expires: 3600
        < 200 | SIP-ETag: kwj449x | Expires: 3600
END
}
