/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Messages that several tests read. Addresses and names are those of RFC 5737, 3849 and 2606.
 */
#ifndef SIPWHY_SAMPLE_MESSAGES_H
#define SIPWHY_SAMPLE_MESSAGES_H

#include "span.h"

#include <assert.h>

#define SAMPLE_OFFER                                                                               \
    "v=0\r\n"                                                                                      \
    "o=alice 3724394400 3724394400 IN IP4 192.0.2.10\r\n"                                          \
    "s=-\r\n"                                                                                      \
    "c=IN IP4 192.0.2.10\r\n"                                                                      \
    "t=0 0\r\n"                                                                                    \
    "m=audio 49170 RTP/AVP 8 0 101\r\n"                                                            \
    "a=rtpmap:101 telephone-event/8000\r\n"                                                        \
    "a=sendrecv\r\n"

/** 165 bytes of body. */
static const char sample_invite[] =
    "INVITE sip:bob@example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKnashds8;rport\r\n"
    "Max-Forwards: 70\r\n"
    "To: Bob <sip:bob@example.com>\r\n"
    "From: Alice <sip:alice@example.com>;tag=1928301774\r\n"
    "Call-ID: a84b4c76e66710@192.0.2.10\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Contact: <sip:alice@192.0.2.10:5060>\r\n"
    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY\r\n"
    "Supported: replaces, timer\r\n"
    "User-Agent: Example Phone 1.2\r\n"
    "Content-Type: application/sdp\r\n"
    "Content-Length: 165\r\n"
    "\r\n" SAMPLE_OFFER;

static_assert(sizeof(SAMPLE_OFFER) - 1 == 165, "Content-Length of sample_invite");

static const char sample_not_found[] =
    "SIP/2.0 404 Not Found\r\n"
    "Via: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK77;received=203.0.113.5\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKnashds8;rport=5060\r\n"
    "To: Bob <sip:bob@example.com>;tag=a6c85cf\r\n"
    "From: Alice <sip:alice@example.com>;tag=1928301774\r\n"
    "Call-ID: a84b4c76e66710@192.0.2.10\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Warning: 399 example.com \"No such user, sorry\"\r\n"
    "Reason: Q.850;cause=1;text=\"Unallocated (unassigned) number\"\r\n"
    "Server: Example Proxy 5\r\n"
    "Content-Length: 0\r\n"
    "\r\n";

/** Compact forms, folds, a mix of line ends, repeated headers. */
static const char sample_folded[] = "SIP/2.0 200 OK\r\n"
                                    "v: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\n"
                                    " ;received=192.0.2.99,\r\n"
                                    "\t SIP/2.0/UDP\r\n"
                                    "   192.0.2.2;branch=z9hG4bK2\n"
                                    "f:<sip:alice@example.com>;tag=1\r\n"
                                    "t :\r\n"
                                    " <sip:bob@example.com>\r\n"
                                    "  ;tag=2\r\n"
                                    "i: folded@example.com\r\n"
                                    "CSeq: 1\r\n"
                                    " INVITE\r\n"
                                    "Supported:\r\n"
                                    "Subject: x\r\n"
                                    " \r\n"
                                    "VIA:SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK3\r\n"
                                    "m:<sip:bob@192.0.2.3>\r\n"
                                    "c:text/plain\r\n"
                                    "l:5\r\n"
                                    "\r\n"
                                    "hello";

/** A transfer report: the body is a message fragment. */
static const char sample_notify[] =
    "NOTIFY sip:alice@192.0.2.10:5060 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP [2001:db8::5]:5070;branch=z9hG4bKn1\r\n"
    "To: <sip:alice@example.com>;tag=1\r\n"
    "From: <sip:bob@example.com>;tag=2\r\n"
    "Call-ID: refer@example.com\r\n"
    "CSeq: 7 NOTIFY\r\n"
    "Event: refer;id=93809824\r\n"
    "Subscription-State: terminated;reason=noresource\r\n"
    "Authorization: Digest username=\"alice\", realm=\"example.com\", nonce=\"n,1\", "
    "uri=\"sip:example.com\", response=\"00112233445566778899aabbccddeeff\", qop=auth, "
    "nc=00000001, cnonce=\"c\\\"1\"\r\n"
    "Content-Type: message/sipfrag;version=2.0\r\n"
    "Content-Length: 20\r\n"
    "\r\n"
    "SIP/2.0 486 Busy\r\n\r\n";

/** The first message of RFC 4475 (section 3.1.1.1), written anew from its list of features. */
static const char sample_tortuous[] =
    "INVITE sip:carol@desk.example.com;someparam SIP/2.0\r\n"
    "TO :\r\n"
    " sip:carol@desk.example.com ;   tag    = 77665544n\r\n"
    "from   : \"Q Nobody \\\\\\\"\"       <sip:quentin@example.com>\r\n"
    "  ;\r\n"
    "  tag = 98asjd8\r\n"
    "MaX-fOrWaRdS: 0068\r\n"
    "Call-ID: tortuous.1@192.0.2.1\r\n"
    "Content-Length   : 16\r\n"
    "cseq: 0009\r\n"
    "  INVITE\r\n"
    "Via  : SIP  /   2.0\r\n"
    " /UDP\r\n"
    "    192.0.2.2;branch=390skdjuw\r\n"
    "s :\r\n"
    "ShinyNewHeader:   shiny new value\r\n"
    " continued shiny new value\r\n"
    "HeaderThatLooksOdd: ;;,,;;,;\r\n"
    "Content-Type: application/sdp\r\n"
    "Route:\r\n"
    " <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
    "v:  SIP  / 2.0  / TCP     spool.example.com   ;\r\n"
    "  branch  =   z9hG4bK9ikj8  ,\r\n"
    " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n"
    " z9hG4bK30239\r\n"
    "m:\"Quoted text \\\"\\\"\" <sip:quentin@example.com> ; newparam =\r\n"
    "      newvalue ;\r\n"
    "  secondparam ; q = 0.33\r\n"
    "\r\n"
    "v=0\r\n"
    "s=-\r\n"
    "t=0 0\n";

static const struct span sample_messages[] = {
    { sample_invite, sizeof(sample_invite) - 1 },
    { sample_not_found, sizeof(sample_not_found) - 1 },
    { sample_folded, sizeof(sample_folded) - 1 },
    { sample_notify, sizeof(sample_notify) - 1 },
    { sample_tortuous, sizeof(sample_tortuous) - 1 },
};

#endif
