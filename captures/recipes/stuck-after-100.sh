# SPDX-License-Identifier: GPL-2.0-or-later
# The gateway takes a call and then says nothing more.
COMMENT="Stuck after 100: the gateway takes the INVITE (100) and then says nothing for 40 seconds; the caller neither hears anything nor cancels. The OPTIONS at the end shows how long the recording went on."
EXPECTED=("INVITE" "100" "OPTIONS" "200")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE +12025550101 $GATEWAY -default_behaviors none <<END
        > INVITE sdp
        < 100
        wait 36
END
    later 1 gateway $GATEWAY
}
