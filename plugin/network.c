/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Reads the headers from the bytes: their fields are only made when somebody looks at them. Where a
 * header begins is not known, but each dissector hands a tvb that begins there to the next one: so
 * the tvb that looks like it is sought among all that were made of the packet.
 */
#include "wireshark_compat.h"

#include "network.h"

#include "frame_number.h"

#include <string.h>

#include <epan/tvbuff-int.h>

#define DNS_PORT 53

#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define UDP_HEADER 8
#define TCP_HEADER 20
#define ICMP_HEADER 8
#define DNS_HEADER 12

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_FRAGMENT 44

#define TCP_RST 0x04
#define TCP_ACK 0x10

/* Names are at most 255 bytes long on the wire, labels 63 (RFC 1035 section 2.3.4). */
#define NAME_BYTES 255
#define LABEL_BYTES 63

/* Bytes of a packet, as far as they were captured. */
struct bytes {
    const uint8_t *at;
    size_t length;
};

/* The packet that an ICMP error quotes. */
struct quote {
    struct path path;
    uint8_t protocol;
    struct bytes payload; /* of UDP or TCP, mostly cut; empty if nothing of it is quoted */
    uint32_t size;        /* that the payload had; 0 if that is not known */
};

static uint16_t
number_at(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static struct bytes
skip(struct bytes bytes, size_t count)
{
    count = MIN(count, bytes.length);
    return (struct bytes){ bytes.at + count, bytes.length - count };
}

/* A capture file may give any time. The time between two of these fits 64 bits. */
#define MOST_SECONDS (INT64_MAX / 1000000000 / 2)

int64_t
network_time(const packet_info *pinfo)
{
    int64_t seconds = CLAMP((int64_t)pinfo->abs_ts.secs, -MOST_SECONDS, MOST_SECONDS);

    return seconds * 1000000000 + CLAMP(pinfo->abs_ts.nsecs, 0, 999999999);
}

void
network_endpoint(struct endpoint *endpoint, const address *from, uint32_t port)
{
    if ((from->type == AT_IPv4 || from->type == AT_IPv6) &&
        from->len <= (int)sizeof(endpoint->address)) {
        memcpy(endpoint->address, from->data, (size_t)from->len);
        endpoint->length = (uint8_t)from->len;
    }
    endpoint->port = (uint16_t)port;
}

/* @return nothing if the tvb is empty, or touching it would raise an error of the dissection */
static struct bytes
tvb_bytes(tvbuff_t *tvb)
{
    unsigned length = tvb->initialized ? tvb_captured_length(tvb) : 0;

    if (!length) {
        return (struct bytes){ NULL, 0 };
    }
    return (struct bytes){ tvb_get_ptr(tvb, 0, (int)length), length };
}

/* ---- ICMP ---- */

static bool
ipv4_read(struct bytes packet, struct quote *quote, struct bytes *segment)
{
    size_t header = (size_t)(packet.at[0] & 0x0F) * 4;

    if (packet.length < IPV4_HEADER || header < IPV4_HEADER ||
        number_at(packet.at + 6) & 0x1FFF) { /* not the first fragment */
        return false;
    }
    quote->protocol = packet.at[9];
    quote->path.source.length = quote->path.destination.length = 4;
    memcpy(quote->path.source.address, packet.at + 12, 4);
    memcpy(quote->path.destination.address, packet.at + 16, 4);
    *segment = skip(packet, header);
    return true;
}

static bool
ipv6_read(struct bytes packet, struct quote *quote, struct bytes *segment)
{
    if (packet.length < IPV6_HEADER) {
        return false;
    }
    quote->protocol = packet.at[6];
    quote->path.source.length = quote->path.destination.length = 16;
    memcpy(quote->path.source.address, packet.at + 8, 16);
    memcpy(quote->path.destination.address, packet.at + 24, 16);
    *segment = skip(packet, IPV6_HEADER);
    if (quote->protocol == PROTOCOL_FRAGMENT) { /* RFC 8200 section 4.5 */
        if (segment->length < 8 || number_at(segment->at + 2) & 0xFFF8) {
            return false;
        }
        quote->protocol = segment->at[0];
        *segment = skip(*segment, 8);
    }
    return true;
}

/* Ports, and what the header of UDP or TCP leaves of the bytes. */
static bool
segment_read(struct bytes segment, struct quote *quote)
{
    size_t header = UDP_HEADER;

    if (segment.length < UDP_HEADER ||
        (quote->protocol != PROTOCOL_UDP && quote->protocol != PROTOCOL_TCP)) {
        return false;
    }
    quote->path.source.port = number_at(segment.at);
    quote->path.destination.port = number_at(segment.at + 2);
    if (quote->protocol == PROTOCOL_UDP) {
        quote->size = (uint32_t)MAX(number_at(segment.at + 4), UDP_HEADER) - UDP_HEADER;
    } else {
        header = segment.length < TCP_HEADER ? segment.length : (size_t)(segment.at[12] >> 4) * 4;
    }
    quote->payload = skip(segment, header);
    return true;
}

static bool
quote_read(struct bytes packet, bool is_ipv6, struct quote *quote)
{
    struct bytes segment;

    memset(quote, 0, sizeof(*quote)); /* padding too: paths are compared byte by byte */
    if (!packet.length || packet.at[0] >> 4 != (is_ipv6 ? 6 : 4)) {
        return false;
    }
    return (is_ipv6 ? ipv6_read(packet, quote, &segment) : ipv4_read(packet, quote, &segment)) &&
           segment_read(segment, quote);
}

/* The errors that say that a packet did not arrive (RFC 792, RFC 4443 section 3). */
static const struct {
    bool is_ipv6;
    uint8_t type, first_code, last_code;
    enum network_error_kind kind;
} icmp_errors[] = {
    { false, 3, 4, 4, NETWORK_TOO_BIG }, /* before the row of all codes */
    { false, 3, 0, UINT8_MAX, NETWORK_UNREACHABLE },
    { false, 11, 1, 1, NETWORK_TOO_BIG },
    { true, 1, 0, UINT8_MAX, NETWORK_UNREACHABLE },
    { true, 2, 0, UINT8_MAX, NETWORK_TOO_BIG },
    { true, 3, 1, 1, NETWORK_TOO_BIG },
};

/* Reads an error and what it quotes. @return false if the bytes are something else */
static bool
icmp_read(struct bytes icmp, struct history_network_error *error, struct quote *quote)
{
    size_t i;

    if (icmp.length < ICMP_HEADER) {
        return false;
    }
    error->type = icmp.at[0];
    error->code = icmp.at[1];
    for (i = 0; i < G_N_ELEMENTS(icmp_errors); i++) {
        if (error->type == icmp_errors[i].type && error->code >= icmp_errors[i].first_code &&
            error->code <= icmp_errors[i].last_code &&
            quote_read(skip(icmp, ICMP_HEADER), icmp_errors[i].is_ipv6, quote)) {
            error->is_ipv6 = icmp_errors[i].is_ipv6;
            error->kind = icmp_errors[i].kind;
            return true;
        }
    }
    return false;
}

static void
add_quoted(struct history *history, const struct history_network_error *error,
           const struct quote *quote)
{
    const struct sip_buffer buffer = {
        .bytes = { (const char *)quote->payload.at, quote->payload.length }, .cut = true
    };
    struct sip_message message;
    struct path back;

    if (quote->payload.length && sip_message_read(&buffer, &message)) {
        history_add_icmp(history, error, &quote->path, &message, quote->size);
    } else if (quote->protocol == PROTOCOL_UDP) {
        history_add_icmp(history, error, &quote->path, NULL, quote->size);
    } else {
        memset(&back, 0, sizeof(back));
        memcpy(&back.source, &quote->path.destination, sizeof(back.source));
        memcpy(&back.destination, &quote->path.source, sizeof(back.destination));
        history_add_failure(history, error, &back);
    }
}

static void
find_icmp(struct history *history, tvbuff_t *frame_tvb, const packet_info *pinfo,
          struct history_network_error *error)
{
    struct quote quote;
    tvbuff_t *tvb;

    for (tvb = frame_tvb->next; tvb; tvb = tvb->next) {
        if (icmp_read(tvb_bytes(tvb), error, &quote)) {
            network_endpoint(&error->sender, &pinfo->src, 0);
            network_endpoint(&error->peer, &pinfo->dst, 0);
            add_quoted(history, error, &quote);
            return;
        }
    }
}

/* ---- TCP ---- */

static bool
is_tcp_header(const uint8_t *header, const packet_info *pinfo)
{
    return number_at(header) == pinfo->srcport && number_at(header + 2) == pinfo->destport &&
           header[12] >> 4 >= TCP_HEADER / 4;
}

/* The path of the packet itself. */
static void
path_read(const packet_info *pinfo, struct path *path)
{
    memset(path, 0, sizeof(*path)); /* padding too: paths are compared byte by byte */
    network_endpoint(&path->source, &pinfo->src, pinfo->srcport);
    network_endpoint(&path->destination, &pinfo->dst, pinfo->destport);
}

static void
add_reset(struct history *history, const uint8_t *header, const packet_info *pinfo,
          struct history_network_error *error)
{
    static const uint8_t zero[4];
    struct path path;

    /* who has no connection answers a SYN with the sequence number 0 (RFC 9293 section 3.5.2) */
    error->kind = header[13] & TCP_ACK && memcmp(header + 4, zero, sizeof(zero)) == 0
                      ? NETWORK_REFUSED
                      : NETWORK_RESET;
    path_read(pinfo, &path);
    history_add_failure(history, error, &path);
}

static void
find_reset(struct history *history, tvbuff_t *frame_tvb, const packet_info *pinfo,
           struct history_network_error *error)
{
    uint8_t header[TCP_HEADER];
    tvbuff_t *tvb;

    for (tvb = frame_tvb->next; tvb; tvb = tvb->next) {
        if (!tvb->initialized || tvb_captured_length(tvb) < TCP_HEADER) {
            continue;
        }
        tvb_memcpy(tvb, header, 0, sizeof(header));
        if (is_tcp_header(header, pinfo)) {
            if (header[13] & TCP_RST) {
                add_reset(history, header, pinfo, error);
            }
            return;
        }
    }
}

/* ---- DNS ---- */

/* The first question's name as text, and its type. @return false if it is cut or damaged */
static bool
question_read(struct bytes dns, char name[NAME_BYTES + 1], size_t *length, uint16_t *type)
{
    struct bytes rest = skip(dns, DNS_HEADER);

    *length = 0;
    while (rest.length && rest.at[0]) {
        size_t label = rest.at[0];

        if (label > LABEL_BYTES || rest.length <= label || *length + label + 1 > NAME_BYTES) {
            return false;
        }
        if (*length) {
            name[(*length)++] = '.';
        }
        memcpy(name + *length, rest.at + 1, label);
        *length += label;
        rest = skip(rest, label + 1);
    }
    if (rest.length < 5) {
        return false;
    }
    *type = number_at(rest.at + 1);
    return true;
}

/* An answer to one question, neither cut by the network (TC) nor another operation. */
static bool
is_dns_answer(struct bytes dns)
{
    return dns.length > DNS_HEADER && (dns.at[2] & 0xFA) == 0x80 && number_at(dns.at + 4) == 1;
}

/* That there are no addresses counts, and which error says so. NAPTR and SRV records are often not
 * there, and not needed (RFC 3263 section 4); most names have no IPv6 address. */
static bool
says_no_address(struct bytes dns, uint16_t type)
{
    const uint16_t type_a = 1, type_aaaa = 28;
    bool is_error = dns.at[3] & 0x0F, has_answers = number_at(dns.at + 6);

    return (type == type_a && (is_error || !has_answers)) || (type == type_aaaa && is_error);
}

static void
tell_no_name(struct history *history, const packet_info *pinfo, struct span name, uint8_t code,
             const struct history_network_error *error)
{
    struct history_network_error told = *error;
    struct path path;

    told.kind = NETWORK_NO_NAME;
    told.code = code;
    told.name = &name;
    path_read(pinfo, &path);
    history_add_failure(history, &told, &path);
}

static void
find_dns(struct history *history, tvbuff_t *frame_tvb, const packet_info *pinfo,
         const struct history_network_error *error)
{
    char name[NAME_BYTES + 1];
    struct span asked = { name, 0 };
    struct bytes dns;
    tvbuff_t *tvb;
    uint16_t type;

    for (tvb = frame_tvb->next; tvb; tvb = tvb->next) {
        dns = tvb_bytes(tvb);
        if (!is_dns_answer(dns) || !question_read(dns, name, &asked.length, &type)) {
            continue;
        }
        if (asked.length && says_no_address(dns, type)) {
            tell_no_name(history, pinfo, asked, dns.at[3] & 0x0F, error);
        }
        return;
    }
}

void
network_packet(struct history *history, tvbuff_t *frame_tvb, const packet_info *pinfo, bool is_icmp)
{
    struct history_network_error error;

    if (!is_icmp && pinfo->ptype != PT_TCP &&
        (pinfo->ptype != PT_UDP || pinfo->srcport != DNS_PORT)) {
        return;
    }
    memset(&error, 0, sizeof(error));
    error.frame = frame_number(pinfo);
    error.time_ns = network_time(pinfo);
    if (is_icmp) {
        find_icmp(history, frame_tvb, pinfo, &error);
    } else if (pinfo->ptype == PT_TCP) {
        find_reset(history, frame_tvb, pinfo, &error);
    } else {
        find_dns(history, frame_tvb, pinfo, &error);
    }
}
