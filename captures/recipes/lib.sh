# SPDX-License-Identifier: GPL-2.0-or-later
# Common parts of the recipes; captures/record reads this file. Not a program of its own.
#
# Everything happens in one network namespace without a way out. All stacks of a recipe live in it,
# each with an address of its own from the documentation ranges, so one dumpcap on lo sees all of it:
#
#   192.0.2.1      Kamailio, the server of a.example and b.example
#   192.0.2.10     alice        192.0.2.20  bob (desk)      192.0.2.21  bob (mobile)
#   192.0.2.30     carol        198.51.100.5  the gateway to the telephone network
#   198.51.100.1   another server
#
# record sets: RECIPES (this folder), WORK (a temporary folder), NS (name of the namespace).

PROXY=192.0.2.1
ALICE=192.0.2.10
BOB=192.0.2.20
MOBILE=192.0.2.21
CAROL=192.0.2.30
GATEWAY=198.51.100.5
OTHER=198.51.100.1

# SIP, and ICMP messages about SIP.
SIP_AND_ICMP="port 5060 or (icmp and (icmp[28:2] = 5060 or icmp[30:2] = 5060))"

die() {
    echo "$*" >&2
    exit 1
}

# Run a program in the namespace.
inside() {
    ip netns exec "$NS" "$@"
}

# start LOG COMMAND...: run a program in the namespace, in the background. $! is its number.
start() {
    local log=$1
    shift
    ip netns exec "$NS" "$@" >"$log" 2>&1 </dev/null &
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local tries=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        ((tries-- > 0)) || die "gave up waiting for: $*"
        sleep 0.1
    done
}

network_up() {
    local address
    ip netns add "$NS"
    ip -n "$NS" link set lo up
    for address in $PROXY $ALICE $BOB $MOBILE $CAROL $GATEWAY $OTHER; do
        # baresip finds its address by the name of an interface: give each address a label.
        ip -n "$NS" address add "$address/32" dev lo label "lo:${address##*.}"
        # The address of whoever opens a connection without choosing one.
        ip -n "$NS" route replace local "$address" dev lo src $PROXY table local
    done
    ip -n "$NS" route replace local $PROXY dev lo src $ALICE table local
}

# Stop what runs in the namespace and remove it. Safe to call at any time.
network_down() {
    local signal
    for signal in TERM TERM KILL; do
        all_pids | xargs -r kill -s $signal 2>/dev/null || true
        for _ in 1 2 3 4 5 6 7 8; do
            [ -n "$(all_pids)" ] || break 2
            sleep 0.1
        done
    done
    ip netns delete "$NS" 2>/dev/null || true
    ip netns delete "$NS-home" 2>/dev/null || true
}

all_pids() {
    ip netns pids "$NS" 2>/dev/null || true
    ip netns pids "$NS-home" 2>/dev/null || true
}

# A second namespace $NS-home: a home with a router that has one public address, HOME_OUTSIDE, and
# translates it (NAT, other ports) for the one address inside, HOME_INSIDE. The interface "outside"
# is the line to it. Whatever is sent to another private address over that line is lost.
HOME_INSIDE=10.0.0.20
HOME_OUTSIDE=203.0.113.20
home_up() {
    ip netns add "$NS-home"
    ip -n "$NS" link add outside type veth peer name line netns "$NS-home"
    ip -n "$NS" address add 203.0.113.1/24 dev outside
    ip -n "$NS" link set outside up
    ip -n "$NS" route add 10.0.0.0/8 via 203.0.113.254
    ip -n "$NS" neighbour replace 203.0.113.254 lladdr 02:00:00:00:00:fe dev outside
    ip -n "$NS-home" link set lo up
    ip -n "$NS-home" address add "$HOME_INSIDE/32" dev lo label "lo:${HOME_INSIDE##*.}"
    ip -n "$NS-home" address add "$HOME_OUTSIDE/24" dev line
    ip -n "$NS-home" link set line up
    ip -n "$NS-home" route add default via 203.0.113.1
    ip netns exec "$NS-home" iptables -t nat -A POSTROUTING -o line -p udp -j MASQUERADE --to-ports 20000-20999
}

# start_kamailio NAME|NAME=VALUE...: switches of kamailio.cfg.
start_kamailio() {
    local switches=() s
    for s in "$@"; do
        switches+=(-A "$s")
    done
    switches+=(-A "ADDRESS=$PROXY")
    start "$WORK/kamailio-$PROXY.log" kamailio -f "$RECIPES/kamailio.cfg" "${switches[@]}" -DD -E -m 32 -M 4 \
        -Y "$WORK" -P "$WORK/kamailio-$PROXY.pid"
    wait_for 5 bound "$PROXY:5060"
}

# Is something bound to this address and port?
bound() {
    inside ss -Hlntu | grep -qF " $1 "
}

# start_baresip NAME ADDRESS [ACCOUNT PARAMETERS [CONFIGURATION LINE...]]
start_baresip() {
    local name=$1 address=$2 account=${3-} folder=$WORK/$1
    shift $(($# < 3 ? $# : 3))
    mkdir -p "$folder"
    sed "s/ADDRESS/$address/g; s/NAME/$name/g; s/INTERFACE/lo:${address##*.}/" \
        "$RECIPES/baresip/config" >"$folder/config"
    local line
    for line in "$@"; do
        sed -i "/^${line%% *} /d" "$folder/config"
        echo "$line" >>"$folder/config"
    done
    echo "<sip:${name%%-*}@a.example>;outbound=\"sip:${OUTBOUND:-$PROXY}\"$account;regint=0;auth_pass=secret" >"$folder/accounts"
    touch "$folder/contacts"
    start "$folder/log" baresip -f "$folder"
    LAST_BARESIP=$!
    wait_for 5 bound "$address:4444"
}

# tell ADDRESS COMMAND [PARAMETER]: give a running baresip a command, for example `tell $BOB hangup`.
tell() {
    local json="{\"command\":\"$2\",\"params\":\"${3-}\"}"
    inside bash -c 'exec 3<>"/dev/tcp/$1/4444" && printf %s "$2" >&3 && read -r -t 0.3 -u 3 -d "" || true' \
        - "$1" "${#json}:$json,"
}

# registered NAME: wait until a baresip has its 200 to REGISTER.
registered() {
    wait_for 5 grep -q "200 OK.*binding" "$WORK/$1/log"
}

# Kamailio with these switches, bob with a registered telephone, alice with one that only calls.
start_all() {
    start_kamailio "$@"
    start_baresip bob $BOB ";regint=3600"
    start_baresip alice $ALICE
    registered bob
}

# Switch off the baresip started last. It takes back its registration.
switch_off() {
    kill $LAST_BARESIP
    wait $LAST_BARESIP || true
}

# call_answered FROM TO NAME: one baresip calls another, which answers after a second.
call_answered() {
    tell "$1" dial "sip:$3@a.example"
    sleep 1
    tell "$2" accept
    sleep 1
}

# sipp_call SCENARIO ADDRESS REMOTE [NAME=VALUE...] [OPTION...]: run a scenario of recipes/sipp/, in
# which each NAME is replaced by its VALUE. Ends when its calls have ended, one if no -m is given.
sipp_call() {
    local address=$2 remote=$3 scenario folder
    folder=$(mktemp -d "$WORK/sipp-XXXX")
    scenario=$(<"$RECIPES/sipp/$1.xml")
    shift 3
    while [[ ${1-} == [A-Z]*=* ]]; do
        scenario=${scenario//"${1%%=*}"/"${1#*=}"}
        shift
    done
    # Lines with a name that got no value are left out.
    sed '/^EXTRA_[A-Z]*$/d; s/TO_TAG$//; s/HOPS/70/' <<<"$scenario" >"$folder/scenario.xml"
    (cd "$folder" && inside sipp -sf scenario.xml -i "$address" -mi "$address" -p 5060 -m 1 \
        -cid_str "%u-call@%s" -nostdin -timeout 60 -trace_err "$@" "$remote" >"$WORK/sipp.log" 2>&1) ||
        die "sipp failed: $(cat "$folder"/*errors.log 2>/dev/null)"
}

# converse NAME ADDRESS NAME ADDRESS [OPTION...] <<LADDER: two sipp hold the conversation that the
# ladder describes (see ladder.py). Ends when both are through.
converse() {
    cat >"$WORK/ladder"
    play right "$@" <"$WORK/ladder" &
    local right=$!
    wait_for 5 bound "$4:5060"
    play left "$@" <"$WORK/ladder"
    wait $right
}

# play left|right NAME ADDRESS NAME ADDRESS [OPTION...] <<LADDER: one side of the ladder; the other
# is a stack of its own. VIA: the address to send to, if it is not that of the other.
play() {
    local folder number address=$3 remote=${VIA:-$5}
    [ "$1" = left ] || { address=$5 remote=${VIA:-$3}; }
    number=$(($(find "$WORK" -maxdepth 1 -name "$1-*" | wc -l) + 1))
    folder=$(mktemp -d "$WORK/$1-XXXX")
    python3 "$RECIPES/ladder.py" "$1" "$number" "${@:2:4}" >"$folder/scenario.xml"
    (cd "$folder" && inside sipp -sf scenario.xml -i "$address" -mi "$address" -p 5060 -m 1 \
        -cid_str "$number-call@%s" -nostdin -timeout 240 -timeout_error -trace_err "${@:6}" "$remote" \
        >"$WORK/sipp-$1.log" 2>&1) || die "sipp failed: $(cat "$folder"/*errors.log 2>/dev/null)"
}

# call_refused ANSWER [REQUEST]: alice calls a number behind the gateway, which refuses; both are sipp.
call_refused() {
    converse alice $ALICE "${NUMBER:-+12025550101}" $GATEWAY <<END
        > INVITE ${2-sdp}
        < 100
        wait 0.3
        < $1
        > ACK
END
}

# later SECONDS NAME ADDRESS: an OPTIONS that shows how long the recording went on, for conversations
# of which something is missing.
later() {
    sleep "$1"
    converse alice $ALICE "$2" "$3" <<END
        > OPTIONS uri=sip:$3
        < 200
END
}

# gateway_refuses CODE PHRASE HEADER [OPTION...]: start the gateway, $! is its number.
gateway_refuses() {
    sipp_call answer $GATEWAY $PROXY CODE="$1" PHRASE="$2" ${3:+"EXTRA_HEADER=$3"} "${@:4}" &
    wait_for 5 bound $GATEWAY:5060
}

# Lines that make an SDP larger than an Ethernet frame.
many_candidates() {
    local i
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        echo "a=candidate:$i 1 UDP $((2130706431 - i)) 198.51.100.$((100 + i)) $((6000 + 2 * i)) typ host"
    done
}

# Let the loopback interface carry packets of 1500 bytes, one TCP segment each, like an Ethernet.
like_ethernet() {
    ip -n "$NS" link set lo mtu 1500 gso_max_segs 1
}

# start_capture [FILTER [INTERFACE]]: on lo, or on lo and this interface.
start_capture() {
    local where=(-P -i lo)
    [ $# -lt 2 ] || where=(-i lo -i "$2")
    start "$WORK/dumpcap.log" dumpcap -q -f "${1:-port 5060}" "${where[@]}" -w "$WORK/raw.pcap"
    CAPTURE=$!
    wait_for 5 test -s "$WORK/raw.pcap"
    sleep 0.3
}

stop_capture() {
    [ -n "$CAPTURE" ] || return 0
    sleep 0.7
    kill "$CAPTURE"
    wait "$CAPTURE" || true
    CAPTURE=""
}

# vanish ADDRESS: from now on, nothing that is sent to this address over UDP arrives; no ICMP tells so.
vanish() {
    inside iptables -A INPUT -p udp -d "$1" -j DROP
}

# wait_and_ping SECONDS: nothing happens for so long, and then carol pings the server, so that the
# recording shows that it went on.
wait_and_ping() {
    sleep "$1"
    sipp_call request $CAROL $PROXY METHOD=OPTIONS TARGET=sip:a.example USER=carol CODE=200 -cid_str "ping@%s"
}

# recorded NUMBER CODE: are there already so many responses with this code in the recording?
recorded() {
    [ "$(tshark -n -r "$WORK/raw.pcap" -Y "sip.Status-Code == $2" 2>"$WORK/tshark.log" | wc -l)" -ge "$1" ]
}

# Turn the recording into pcapng with the comment and the secrets, and look whether all is in it.
finish_capture() {
    local secrets=()
    [ ! -s "$WORK/secrets.txt" ] || secrets=(--inject-secrets "tls,$WORK/secrets.txt")
    editcap --capture-comment "$COMMENT" "${secrets[@]}" "$WORK/raw.pcap" "$WORK/finished.pcapng"
    comment_packets "${1##*/}" "$WORK/finished.pcapng" "$1"
    expect "$1" "${EXPECTED[@]}"
}

# comment_packets NAME.pcapng IN OUT: with the packet comments of comments.tsv, and without what tells
# about the machine.
comment_packets() {
    python3 "$RECIPES/comments.py" "${1%.pcapng}" "$2" "$WORK/commented.pcapng"
    python3 "$RECIPES/strip-writer.py" "$WORK/commented.pcapng" "$3"
}

# expect FILE TEXT...: the texts must be found in this order in the request and status lines. What a
# NOTIFY reports about a transfer is found behind "||".
expect() {
    local file=$1 text rest
    shift
    rest=$(tshark -n -r "$file" -Y sip -T fields -E separator='|' -e sip.Request-Line -e sip.Status-Line -e sipfrag.line 2>"$WORK/tshark.log")
    for text in "$@"; do
        case $rest in
        *"$text"*) rest=${rest#*"$text"} ;;
        *) die "not in the recording, or not in this order: $text" ;;
        esac
    done
}
