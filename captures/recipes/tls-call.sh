# SPDX-License-Identifier: GPL-2.0-or-later
# The plain call with TLS between alice and the server. The key of the server is made for this recording.
COMMENT="A call over TLS. The file contains the secrets of the connection, so Wireshark shows the SIP messages without any setting."
EXPECTED=("INVITE sip:bob@a.example" "100 trying" "180 Ringing" "200 Answering" "ACK" "BYE" "200 OK")

run() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=a.example \
        -keyout "$WORK/key.pem" -out "$WORK/certificate.pem" 2>"$WORK/openssl.log"
    sed "s|CERTIFICATE|$WORK/certificate.pem|; s|KEY|$WORK/key.pem|" "$RECIPES/tls.cfg" >"$WORK/tls.cfg"
    start_kamailio WITH_TLS "TLS_CONFIG=\"$WORK/tls.cfg\""
    start_baresip bob $BOB ";regint=3600"
    OUTBOUND="$PROXY:5061;transport=tls" start_baresip alice $ALICE
    registered bob
    start_capture "port 5060 or port 5061"
    call_answered $ALICE $BOB bob
    tell $ALICE hangup
    stop_capture
    tshark -n -r "$WORK/raw.pcap" -o "tls.keys_list:any,5061,sip,$WORK/key.pem" \
        --export-tls-session-keys "$WORK/secrets.txt" >"$WORK/tshark.log" 2>&1
}
