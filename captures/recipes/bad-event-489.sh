# SPDX-License-Identifier: GPL-2.0-or-later
# alice's telephone asks for events that the server does not have.
COMMENT="Bad event: alice's telephone subscribes to the event hold-music, the server answers 489 and names the events it has in Allow-Events."
EXPECTED=("SUBSCRIBE" "489")

run() {
    start_capture "$SIP_AND_ICMP"
    converse alice $ALICE bob $GATEWAY <<END
        > SUBSCRIBE | Event: hold-music | Expires: 600
        < 489 Bad Event | Allow-Events: presence, dialog, message-summary
END
}
