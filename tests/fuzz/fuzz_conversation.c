/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Whole conversations, as the plugin sees them: through history and diagnosis in one pass, then in
 * a second one, into explanations, the report and its renderers.
 *
 * The input is a sequence of records, each ended by a record separator (0x1e): a byte for the kind
 * of packet, one for its way, one for the time since the one before, then the bytes of the message.
 */
#include "diagnosis.h"
#include "explanation.h"
#include "fuzz.h"
#include "report_json.h"
#include "report_source.h"
#include "sip_values.h"
#include "site_table.h"

#define RECORD_END '\x1e'
#ifndef MOST_RECORDS
#define MOST_RECORDS 200
#endif

#define KIND_CUT 0x01
#define KIND_STREAM 0x02
#define KIND_FRAGMENTED 0x04
#define KIND_SAME_NUMBER 0x08 /* a read filter dropped the packet before */
#define KIND_NETWORK 0x10     /* the network speaks of the message */
#define KIND_IPV6 0x20
#define KIND_ERROR_SHIFT 6

#define START_NS (INT64_C(1767225600) * 1000000000)

/* A message that was added. */
struct seen {
    const struct history_message *message;
    struct sip_message sip; /* into the input, which outlives it */
};

struct story {
    struct code_table *table;
    struct history *history;
    struct report_store *store;
    struct finding *finding;
    GArray *seen; /* of struct seen */
    uint32_t frame;
    int64_t time_ns;
};

/* ---- what is shown ---- */

static void
check_shown(const char *text)
{
    if (text) {
        fuzz_is_fit_to_show(text, -1, false);
    }
}

static void
check_explanation(const struct explanation *explanation)
{
    guint i;

    check_shown(explanation->verdict);
    check_shown(explanation->title);
    check_shown(explanation->phrase);
    check_shown(explanation->origin);
    check_shown(explanation->means);
    for (i = 0; i < explanation->why->len; i++) {
        check_shown(g_ptr_array_index(explanation->why, i));
    }
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        check_shown(step->text);
        check_shown(step->label);
    }
    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        check_shown(evidence->text);
    }
}

/* Frames that are named were captured. */
static void
check_frames(const struct story *story, const struct explanation *explanation)
{
    guint i;

    FUZZ_CHECK(explanation->request_frame <= story->frame);
    FUZZ_CHECK(explanation->outcome_frame <= story->frame);
    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        FUZZ_CHECK(evidence->frame <= story->frame);
    }
}

static void
show(const struct story *story, struct span phrase)
{
    struct explanation *whole = explanation_new(story->table, story->finding, phrase);
    struct explanation *brief = explanation_new_brief(story->table, story->finding, true);
    char *verdict = explanation_verdict(story->table, story->finding);

    check_explanation(whole);
    check_frames(story, whole);
    FUZZ_CHECK(strcmp(whole->verdict, verdict) == 0);
    FUZZ_CHECK(strcmp(whole->verdict, brief->verdict) == 0);
    g_free(verdict);
    explanation_free(brief);
    explanation_free(whole);
}

static void
explain(const struct story *story, const struct seen *seen)
{
    if (seen->sip.is_response) {
        diagnosis_severity(story->table, seen->message, &seen->sip);
        diagnosis_find(story->table, story->history, seen->message, &seen->sip, story->finding);
        show(story, seen->sip.reason_phrase);
    } else if (diagnosis_find_unanswered(story->table, story->history, seen->message, &seen->sip,
                                         story->finding)) {
        show(story, seen->sip.reason_phrase);
    }
}

/* ---- packets ---- */

static struct endpoint
endpoint_of(uint8_t way, bool is_ipv6)
{
    struct endpoint endpoint;

    memset(&endpoint, 0, sizeof(endpoint));
    endpoint.length = is_ipv6 ? 16 : 4;
    memcpy(endpoint.address, "\300\000\002", 3);
    endpoint.address[endpoint.length - 1] = (uint8_t)(1 + (way & 3));
    endpoint.port = way & 4 ? 40000 : 5060;
    return endpoint;
}

static struct path
path_of(uint8_t way, uint8_t kind)
{
    struct path path;

    memset(&path, 0, sizeof(path));
    path.source = endpoint_of(way & 7, kind & KIND_IPV6);
    path.destination = endpoint_of((way >> 3) & 7, kind & KIND_IPV6);
    return path;
}

/* From a millisecond to half an hour. */
static int64_t
step_of(uint8_t step)
{
    return INT64_C(1000000) << MIN(step & 31, 21);
}

/* What DNS was asked for: the host that a message is for, or any bytes. */
static struct span
name_of(const struct sip_message *message, struct span bytes)
{
    struct sip_uri uri;

    return message && sip_uri_read(message->request_uri, &uri) ? uri.host : span_take(bytes, 255);
}

static void
add_network(struct story *story, uint8_t kind, const struct path *path,
            const struct sip_buffer *buffer)
{
    struct history_network_error error = { .frame = story->frame, .time_ns = story->time_ns };
    struct sip_message quoted;
    bool is_sip = sip_message_read(buffer, &quoted);
    struct span name = name_of(is_sip ? &quoted : NULL, buffer->bytes);

    error.sender = path->destination;
    error.peer = path->source;
    error.is_ipv6 = kind & KIND_IPV6;
    error.kind = (enum network_error_kind)(kind >> KIND_ERROR_SHIFT);
    error.code = (uint8_t)buffer->bytes.length;
    if (kind & KIND_FRAGMENTED) {
        bool is_dns = kind & KIND_CUT && span_is_set(name);

        error.kind = is_dns ? NETWORK_NO_NAME : NETWORK_RESET;
        error.name = is_dns ? &name : NULL;
        history_add_failure(story->history, &error, path);
    } else {
        history_add_icmp(story->history, &error, path, is_sip ? &quoted : NULL,
                         (uint32_t)buffer->bytes.length);
    }
}

static void
add_messages(struct story *story, uint8_t kind, const struct path *path, struct sip_buffer buffer)
{
    struct sighting sighting;
    struct seen seen;

    memset(&sighting, 0, sizeof(sighting));
    sighting.frame = story->frame;
    sighting.time_ns = story->time_ns;
    sighting.path = *path;
    sighting.transport = buffer.stream ? TRANSPORT_STREAM : TRANSPORT_UDP;
    sighting.incomplete = buffer.cut;
    sighting.fragmented = kind & KIND_FRAGMENTED;
    while (sip_message_read(&buffer, &seen.sip)) {
        seen.message = history_add(story->history, &sighting, &seen.sip);
        FUZZ_CHECK(history_find(story->history, story->frame, sighting.index) == seen.message);
        report_store_add(story->store, seen.message, &seen.sip);
        g_array_append_val(story->seen, seen);
        if (seen.sip.is_response) {
            explain(story, &seen);
        }
        buffer.bytes = span_skip(buffer.bytes, seen.sip.octets);
        sighting.index++;
    }
}

/* What was added for an earlier packet of the same number is taken back; nobody asks for it. */
static void
forget_frame(struct story *story)
{
    while (story->seen->len &&
           g_array_index(story->seen, struct seen, story->seen->len - 1).message->frame ==
               story->frame) {
        g_array_set_size(story->seen, story->seen->len - 1);
    }
}

static void
add_record(struct story *story, struct span record)
{
    uint8_t kind = fuzz_byte(&record), way = fuzz_byte(&record);
    struct sip_buffer buffer;
    struct path path = path_of(way, kind);

    story->time_ns += step_of(fuzz_byte(&record));
    if ((kind & KIND_SAME_NUMBER) && story->frame) {
        forget_frame(story);
    } else {
        story->frame++;
    }
    buffer = (struct sip_buffer){ record, kind & KIND_STREAM, kind & KIND_CUT };
    history_begin_frame(story->history, story->frame, story->time_ns);
    if (kind & KIND_NETWORK) {
        add_network(story, kind, &path, &buffer);
    } else {
        add_messages(story, kind, &path, buffer);
    }
}

/* ---- the end ---- */

static void
check_text(const char *text, gsize length, gpointer context)
{
    (void)context;
    fuzz_is_fit_to_show(text, (gssize)length, true);
}

static void
report(const struct story *story, enum report_detail detail)
{
    const struct report_source source = { .table = story->table,
                                          .history = story->history,
                                          .store = story->store,
                                          .messages = story->seen->len,
                                          .detail = detail };
    struct report *made = report_new(&source);

    report_to_text(made, story->table, REPORT_COLUMNS, check_text, NULL);
    report_to_json(made, check_text, NULL);
    report_free(made);
}

static void
read_again(const struct story *story)
{
    guint i;

    for (i = 0; i < story->seen->len; i++) {
        explain(story, &g_array_index(story->seen, struct seen, i));
    }
}

static struct code_table *table; /* costs more than a conversation, and does not change */

static void
close_table(void)
{
    code_table_free(table);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = fuzz_input(data, size);
    struct story story = { .time_ns = START_NS };
    unsigned records = 0;

    if (!table) {
        const struct site_choice choice = { .language = "en" };

        table = site_table_open(&choice, NULL);
        FUZZ_CHECK(atexit(close_table) == 0);
    }
    story.table = table;
    story.history = history_new();
    story.store = report_store_new();
    story.finding = finding_new();
    story.seen = g_array_new(FALSE, FALSE, sizeof(struct seen));
    while (rest.length && records++ < MOST_RECORDS) {
        add_record(&story, fuzz_part(&rest, RECORD_END));
    }
    read_again(&story);
    report(&story, REPORT_ROWS);
    report(&story, REPORT_FULL);
    g_array_unref(story.seen);
    finding_free(story.finding);
    report_store_free(story.store);
    history_free(story.history);
    return 0;
}
