# SPDX-License-Identifier: GPL-2.0-or-later
# A client in a web browser would register like this.
COMMENT="SIP over WebSocket: a client opens a WebSocket to the server, registers, is challenged with 401, repeats with credentials and gets 200."
EXPECTED=("REGISTER sip:a.example" "401 Unauthorized" "REGISTER sip:a.example" "200 OK")

run() {
    start_kamailio WITH_AUTH WITH_WEBSOCKET
    start_capture "tcp port 80"
    inside python3 "$RECIPES/websocket_client.py" $ALICE $PROXY alice a.example secret
}
