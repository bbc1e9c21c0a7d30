# SPDX-License-Identifier: GPL-2.0-or-later
# bob's telephone accepts a subscription and never sends a NOTIFY.
COMMENT="A subscription without NOTIFY: bob's telephone answers SUBSCRIBE with 200, but the NOTIFY that has to follow at once does not come. After 32 seconds alice's telephone has to regard the subscription as failed. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("SUBSCRIBE" "200" "OPTIONS" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $BOB <<END
        > SUBSCRIBE | Event: dialog | Accept: application/dialog-info+xml | Expires: 600
        < 200 | Expires: 600
        wait 36
END
    later 0 bob $BOB
}
