/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Requests that run in a circle, arrive twice, or have too few hops: 482, 483.
 */
#include "facts_dialog.h"
#include "rules_dialog.h"
#include "sip_values.h"

/* A chain is as long as Max-Forwards lets it be: 70 by default, 255 at most. */
#define LONGEST_CHAIN 256

/* So many of the last hops are looked for further up: a longer circle is not found. */
#define LONGEST_CIRCLE 8

/* A mobile network passes one server two or three times on purpose. */
#define PASSES_OF_LOOP 4

/* Clients start with 70 (RFC 3261 section 8.1.1.6). */
#define FEW_HOPS 20

#define NO_MAX_FORWARDS UINT8_MAX

#define SIP_PORT 5060

/* ---- the chain of hops ---- */

struct chain {
    const struct history_transaction *hops[LONGEST_CHAIN]; /* the last one first */
    unsigned count;
};

static void
chain_read(const struct subject *subject, struct chain *chain)
{
    const struct history_transaction *hop = fact_origin(subject->message)->transaction;

    for (chain->count = 0; hop && hop->request && chain->count < LONGEST_CHAIN;
         hop = history_up(hop)) {
        chain->hops[chain->count++] = hop;
    }
}

static bool
same_field(const struct history_message *a, const struct history_message *b, enum sip_header header)
{
    return span_equal(span_trim(history_header(a, header)), span_trim(history_header(b, header)));
}

/* The request has the same target: nothing on the way has changed where it goes. A spiral, which is
 * allowed, has another one each time (RFC 5393 section 4.2). */
static bool
same_target(const struct history_message *a, const struct history_message *b)
{
    return span_equal(history_request_uri(a), history_request_uri(b)) &&
           same_field(a, b, SIP_HEADER_ROUTE);
}

static bool
arrives_at_same(const struct history_message *a, const struct history_message *b)
{
    return a->path->destination == b->path->destination;
}

/* ---- 482-483-routing-loop ---- */

struct loop {
    const struct history_message *first, *last; /* passes with the same target */
    unsigned passes;
};

/* The passes through the hop of the chain at that index. */
static struct loop
passes_of(const struct chain *chain, unsigned index, bool detected)
{
    const struct history_message *last = chain->hops[index]->request, *request;
    struct loop loop = { .first = last, .last = last, .passes = 1 };
    unsigned i;

    for (i = index + 1; i < chain->count; i++) {
        request = chain->hops[i]->request;
        if ((fact_same_hop(request, last) || (detected && index == 0)) &&
            arrives_at_same(request, last) && same_target(request, last)) {
            loop.first = request;
            loop.passes++;
        }
    }
    return loop;
}

/* 482 says itself that the request was here before, whichever way; for the others it has to take
 * the very same hop again. */
static struct loop
find_loop(const struct chain *chain, uint32_t code)
{
    struct loop loop = { .passes = 0 }, found;
    unsigned i;

    for (i = 0; i < chain->count && i < LONGEST_CIRCLE; i++) {
        found = passes_of(chain, i, code == 482);
        if (found.passes > loop.passes) {
            loop = found;
        }
    }
    return loop;
}

static bool
is_far_enough(const struct loop *loop, uint32_t code)
{
    return loop->passes >= (code == 482 || code == 483 ? 2U : 3U);
}

/* Two servers, or one that sends to itself. */
static void
show_loop(struct cause *cause, const struct loop *loop)
{
    const struct history_path *path = loop->last->path;
    const struct history_transaction *first = loop->first->transaction;
    const struct history_transaction *last = loop->last->transaction;

    cause_set_endpoint(cause, "element", &path->path.source);
    if (path->source != path->destination) {
        cause_set_endpoint(cause, "next", &path->path.destination);
    }
    cause_set(cause, "uri", history_request_uri(loop->last));
    cause_set_number(cause, "passes", loop->passes);
    if (first->max_forwards != NO_MAX_FORWARDS && last->max_forwards != NO_MAX_FORWARDS) {
        cause_set_number(cause, "from", first->max_forwards);
        cause_set_number(cause, "to", last->max_forwards);
    }
    cause_show(cause, "first", loop->first);
    cause_show(cause, "last", loop->last);
}

/* How often a server stands in the Via list, the client left out. */
struct via_count {
    struct span host; /* points into the message */
    uint16_t port;
    unsigned times;
};

static bool
is_same_server(const struct sip_via *a, const struct sip_via *b)
{
    return span_equal_nocase(a->host, b->host) && a->port == b->port;
}

static unsigned
read_vias(const struct sip_message *sip, struct sip_via vias[LONGEST_CHAIN])
{
    struct span field = sip->header[SIP_HEADER_VIA], rest, element;
    unsigned count = 0;

    for (; field.text; field = sip_message_next(sip, SIP_HEADER_VIA, field)) {
        for (rest = field; count < LONGEST_CHAIN && (element = sip_list_next(&rest)).text;) {
            count += sip_via_read(element, &vias[count]);
        }
    }
    return count;
}

/* The server that occurs most often. */
static struct via_count
count_vias(const struct subject *subject)
{
    struct sip_via vias[LONGEST_CHAIN];
    unsigned count = read_vias(subject->sip, vias), i, other, times;
    struct via_count most = { .times = 0 };

    for (i = 0; i + 1 < count; i++) {
        times = 0;
        for (other = i; other + 1 < count; other++) {
            times += is_same_server(&vias[i], &vias[other]);
        }
        if (is_same_server(&vias[i], &vias[count - 1])) {
            continue; /* the client */
        }
        if (times > most.times) {
            most.host = vias[i].host;
            most.port = vias[i].port;
            most.times = times;
        }
    }
    return most;
}

/* The sender of the response, if the request came past it before. */
static struct via_count
count_passes_of_sender(const struct subject *subject)
{
    const struct endpoint *sender = &subject->message->path->path.source;
    struct sip_via vias[LONGEST_CHAIN];
    unsigned count = read_vias(subject->sip, vias), i;
    struct via_count own = { .times = 0 };

    for (i = 0; i + 1 < count; i++) {
        if (fact_is_address(vias[i].host, sender) &&
            (vias[i].port ? vias[i].port : SIP_PORT) == sender->port) {
            own.host = vias[i].host;
            own.port = vias[i].port;
            own.times++;
        }
    }
    own.times += own.times > 0; /* and now once more */
    return own;
}

/* The capture holds one hop, but the response names all of them. 482 comes from the server that had
 * the request before. */
static bool
loop_in_via(const struct subject *subject, struct cause *cause, const struct chain *chain)
{
    bool is_detected = subject->code == 482;
    struct via_count most, own = { .times = 0 };

    if (chain->count > 1 || (!is_detected && subject->code != 483)) {
        return false; /* with several hops in the capture their targets tell */
    }
    if (is_detected) {
        own = count_passes_of_sender(subject);
    }
    most = own.times ? own : count_vias(subject);
    if (most.times < (is_detected ? 2U : PASSES_OF_LOOP)) {
        return false;
    }
    cause_is(cause, "via", CONFIDENCE_LIKELY, SEVERITY_ERROR);
    cause_set_number(cause, "times", most.times);
    cause_set(cause, "element", most.host);
    if (most.port) {
        cause_set_number(cause, "port", most.port);
    }
    return true;
}

bool
rule_routing_loop(const struct subject *subject, struct cause *cause)
{
    struct chain chain;
    struct loop loop;

    chain_read(subject, &chain);
    loop = find_loop(&chain, subject->code);
    if (!is_far_enough(&loop, subject->code)) {
        return loop_in_via(subject, cause, &chain);
    }
    cause_is(cause, fact_same_hop(loop.first, loop.last) ? NULL : "returned", CONFIDENCE_CERTAIN,
             SEVERITY_ERROR);
    cause->group = GROUP_PROTOCOL;
    show_loop(cause, &loop);
    return true;
}

/* ---- 482-merged-request ---- */

static bool
is_above(const struct history_transaction *upper, const struct history_transaction *lower)
{
    int steps = 0;

    for (lower = history_up(lower); lower && steps < LONGEST_CHAIN;
         lower = history_up(lower), steps++) {
        if (lower == upper) {
            return true;
        }
    }
    return false;
}

/* Another transaction of the same request that reached the same place before (RFC 3261 section
 * 8.2.2.2). */
static const struct history_transaction *
find_first(const struct subject *subject)
{
    const struct history_transaction *own = subject->transaction, *before = own->previous_in_call;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_in_call, steps++) {
        if (before->request && !before->in_dialog && fact_same_request(before, own) &&
            arrives_at_same(before->request, subject->request) && !is_above(before, own) &&
            (!before->final ||
             fact_gap(before->final, subject->request) < fact_transaction_timeout(before))) {
            return before;
        }
    }
    return NULL;
}

/* The first attempt was over: a new one is legitimate, but needs a new CSeq number. */
static const struct history_message *
was_over(const struct history_transaction *first, const struct history_message *request)
{
    const struct history_message *final = first->final;
    uint32_t code = final && fact_is_before(final, request) ? final->status_code : 0;

    return code / 100 == 3 || code == 401 || code == 407 || code == 487 ? final : NULL;
}

bool
rule_merged_request(const struct subject *subject, struct cause *cause)
{
    const struct history_transaction *first;
    const struct history_message *final;

    if (!subject->request || subject->transaction->in_dialog) {
        return false;
    }
    first = find_first(subject);
    if (!first) {
        return false;
    }
    cause_set(cause, "method", *first->method);
    cause_set_number(cause, "cseq", first->cseq);
    cause_set_endpoint(cause, "server", &subject->message->path->path.source);
    cause_show(cause, "first", first->request);
    final = was_over(first, subject->request);
    if (final) {
        cause_is(cause, "mistaken", CONFIDENCE_CERTAIN, SEVERITY_ERROR);
        cause->group = GROUP_PROTOCOL;
    } else {
        final = first->final;
        cause_is(cause, NULL, CONFIDENCE_CERTAIN,
                 final && final->status_code >= 300 && final->status_code != 487 ? SEVERITY_WARN
                                                                                 : SEVERITY_NOTE);
    }
    if (final) {
        cause_set_number(cause, "code", final->status_code);
        cause_show(cause, "final", final);
    }
    return true;
}

/* ---- 483-hop-budget ---- */

bool
rule_hop_budget(const struct subject *subject, struct cause *cause)
{
    struct chain chain;
    struct loop loop;
    const struct history_transaction *top, *bottom;

    if (!subject->request || (fact_is_method(subject->transaction, "OPTIONS") &&
                              subject->transaction->max_forwards == 0)) {
        return false;
    }
    chain_read(subject, &chain);
    if (!chain.count) {
        return false;
    }
    top = chain.hops[chain.count - 1];
    bottom = chain.hops[0];
    loop = find_loop(&chain, subject->code);
    if (is_far_enough(&loop, subject->code) || (top->vias > 1 && count_vias(subject).times > 1) ||
        top->max_forwards + top->vias - 1 >= FEW_HOPS) { /* as NO_MAX_FORWARDS is */
        return false;
    }
    cause_is(cause, NULL, CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set_number(cause, top->vias == 1 ? "started" : "seen", top->max_forwards);
    cause_set_number(cause, "hops", bottom->vias);
    cause_show(cause, top->vias == 1 ? "client" : "earliest", top->request);
    if (bottom != top && bottom->max_forwards != NO_MAX_FORWARDS) {
        cause_set_number(cause, "left", bottom->max_forwards);
        cause_show(cause, "last", bottom->request);
    }
    return true;
}
