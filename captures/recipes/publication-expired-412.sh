# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone refreshes its presence too late and then gives up.
COMMENT="A publication that is no longer known: the server granted it for 60 seconds (SIP-ETag), the refresh with that tag comes after 65 and gets 412. The telephone does not publish again. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("PUBLISH" "200" "PUBLISH" "412" "OPTIONS")

run() {
    start_capture "$SIP_AND_ICMP"
    local state='body(application/pidf+xml;<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@a.example"/>)'
    converse alice $ALICE alice $PROXY <<END
        > PUBLISH $state | Event: presence | Expires: 60
        < 200 | SIP-ETag: dx200xyz | Expires: 60
        wait 65
        > PUBLISH uri=sip:alice@a.example | Event: presence | Expires: 60 | SIP-If-Match: dx200xyz
        < 412 Conditional Request Failed
END
    later 62 alice $PROXY
}
