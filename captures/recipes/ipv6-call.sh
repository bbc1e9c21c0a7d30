# SPDX-License-Identifier: GPL-2.0-or-later
# The plain call over IPv6.
COMMENT="A call that works, over IPv6."
EXPECTED=("INVITE sip:bob@a.example" "100 trying" "180 Ringing" "200 Answering" "ACK" "BYE" "200 OK")

run() {
    local host
    # baresip finds its address by the name of an interface, and IPv6 addresses have no labels.
    for host in proxy:1 alice:10 bob:20; do
        ip -n "$NS" link add "${host%:*}6" type dummy 2>/dev/null ||
            ip -n "$NS" link add "${host%:*}6" type veth peer name "${host%:*}6-peer"
        ip -n "$NS" link set "${host%:*}6" up
        ip -n "$NS" address add "2001:db8::${host#*:}/128" dev "${host%:*}6" nodad
    done
    PROXY="[2001:db8::1]" start_kamailio
    OUTBOUND="[2001:db8::1]"
    start_baresip bob $BOB ";regint=3600" "sip_listen [2001:db8::20]:5060" "net_interface bob6"
    start_baresip alice $ALICE "" "sip_listen [2001:db8::10]:5060" "net_interface alice6"
    registered bob
    start_capture
    call_answered $ALICE $BOB bob
    tell $ALICE hangup
}
