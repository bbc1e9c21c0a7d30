/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis.h"

#include <string.h>

#include "observation.h"
#include "rules.h"
#include "sip_method.h"
#include "sip_values.h"
#include "site_rules.h"

/* There are fewer: what the user's own rules weigh begins here. */
#define BUILT_IN_RULES 10000

/* A rule that holds. */
struct candidate {
    struct cause cause;
    const struct rule_family *family;
    size_t weight;         /* its place among all rules: first ones come first */
    enum rule_topic topic; /* of the family, unless another rule that holds changes it */
};

/* The method that the response answers: of the request if it was captured, else of the response's
 * CSeq (RFC 3261 section 8.2.6.2 copies it). */
static const char *
method_of(const struct subject *subject, struct finding *finding)
{
    struct sip_cseq cseq;
    const char *kept;
    char *shown;

    if (subject->request && subject->transaction->in_dialog &&
        span_equal(*subject->transaction->method, SPAN("INVITE"))) {
        return "re-INVITE";
    }
    if (!sip_cseq_read(subject->sip->header[SIP_HEADER_CSEQ], &cseq)) {
        return NULL;
    }
    kept = sip_method_name(sip_method_find(cseq.method)).text;
    if (kept) {
        return kept;
    }
    shown = span_to_display(cseq.method, 32);
    kept = g_string_chunk_insert(finding->strings, shown);
    g_free(shown);
    return kept;
}

/* A copy tells nothing new: it must not be louder than a note, a packet that was captured twice not
 * heard at all. */
static enum severity
lowered_for_copies(const struct history_message *message, enum severity severity)
{
    if (history_duplicate_of(message)) {
        return SEVERITY_CHAT;
    }
    return message->copy > 1 ? MIN(severity, SEVERITY_NOTE) : severity;
}

static enum severity
severity_of(const struct code_table *table, const struct history_message *message, uint32_t code)
{
    /* normal life stays quiet */
    if (observed_first_challenge(message) || observed_cancel(message)) {
        return SEVERITY_CHAT;
    }
    return lowered_for_copies(message, code_table_severity(table, code));
}

enum severity
diagnosis_severity(const struct code_table *table, const struct history_message *message,
                   const struct sip_message *sip)
{
    return severity_of(table, message, sip->status_code);
}

static void
candidate_free(gpointer data)
{
    GArray *evidence = ((struct candidate *)data)->cause.evidence;

    if (evidence) {
        g_array_unref(evidence);
    }
    g_free(data);
}

/* Most rules do not hold: only those that do cost memory. @return NULL if the rule does not hold */
static struct candidate *
candidate_new(const struct rule *rule, const struct subject *subject, struct finding *finding)
{
    struct candidate tried = { .cause = { .rule = rule, .finding = finding } }, *candidate;

    if (!rule->holds(subject, &tried.cause)) {
        if (tried.cause.evidence) {
            g_array_unref(tried.cause.evidence);
        }
        return NULL;
    }
    candidate = g_new(struct candidate, 1);
    *candidate = tried;
    return candidate;
}

static void
add_candidate(GPtrArray *candidates, const struct rule_of_code *asked, size_t weight,
              const struct subject *subject, struct finding *finding)
{
    struct candidate *candidate = candidate_new(asked->rule, subject, finding);

    if (candidate) {
        candidate->family = asked->family;
        candidate->topic = asked->family->topic;
        candidate->weight = weight;
        if (asked->rule->is_quiet) {
            candidate->cause.severity = SEVERITY_CHAT;
        }
        g_ptr_array_add(candidates, candidate);
    }
}

static void
add_site_candidates(GPtrArray *candidates, const struct subject *subject, struct finding *finding)
{
    static const struct rule_family family = { .topic = TOPIC_CODE };
    struct site_rules *rules = code_table_site_rules(subject->table);
    const struct rule *const *rule = rules ? site_rules_of_code(rules, subject->code) : NULL;
    size_t weight = BUILT_IN_RULES;

    for (; rule && *rule; rule++) {
        struct rule_of_code asked = { *rule, &family };

        add_candidate(candidates, &asked, weight++, subject, finding);
    }
}

/* The rules that are quiet, or those that are not. */
static void
add_built_in(GPtrArray *candidates, bool are_quiet, const struct subject *subject,
             struct finding *finding)
{
    const struct rule_of_code *all = rules_of_code(rule_code(subject));
    static const struct span none = { NULL, 0 };
    uint32_t method = rule_method(subject->transaction ? *subject->transaction->method : none);
    size_t i;

    for (i = 0; all[i].rule; i++) {
        if (all[i].rule->is_quiet == are_quiet && (all[i].methods & method)) {
            add_candidate(candidates, &all[i], i, subject, finding);
        }
    }
}

static gint
compare_weights(gconstpointer left, gconstpointer right)
{
    const struct candidate *a = *(struct candidate *const *)left;
    const struct candidate *b = *(struct candidate *const *)right;

    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* False if the finding will be less bad than that, whatever else is found. */
static bool
may_be_as_bad(GPtrArray *candidates, const struct subject *subject, enum severity least)
{
    guint i;

    for (i = 0; i < candidates->len; i++) {
        if (((struct candidate *)g_ptr_array_index(candidates, i))->cause.severity >= least) {
            return true;
        }
    }
    return least == SEVERITY_CHAT ||
           (subject->message->is_response &&
            severity_of(subject->table, subject->shown, subject->code) >= least);
}

/* All rules that hold, in the order of their weight. @return NULL if the finding will be less bad
 * than `least` */
static GPtrArray *
candidates_new(const struct subject *subject, enum severity least, struct finding *finding)
{
    GPtrArray *candidates = g_ptr_array_new_with_free_func(candidate_free);

    add_built_in(candidates, false, subject, finding);
    add_site_candidates(candidates, subject, finding);
    if (!may_be_as_bad(candidates, subject, least)) {
        g_ptr_array_unref(candidates);
        return NULL;
    }
    add_built_in(candidates, true, subject, finding);
    g_ptr_array_sort(candidates, compare_weights);
    return candidates;
}

/* What one rule says is a part of what the other one explains. A copy tells nothing new: whatever
 * explains the response explains it. */
static const struct {
    const char *part, *whole; /* whole: NULL for any other rule */
} explained[] = {
    { "tx-no-response", "tx-oversize-udp" },
    { "rsp-retransmission", NULL },
    { "next-hop-failed", "tx-icmp-unreachable" },
    { "next-hop-failed", "503-registrar-full" },
};

static struct candidate *
candidate_of(GPtrArray *candidates, const char *id)
{
    guint i;

    for (i = 0; i < candidates->len; i++) {
        struct candidate *candidate = g_ptr_array_index(candidates, i);

        if (strcmp(candidate->cause.rule->id, id) == 0) {
            return candidate;
        }
    }
    return NULL;
}

static void
drop_explained(GPtrArray *candidates)
{
    struct candidate *part;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(explained); i++) {
        const char *whole = explained[i].whole;

        part = candidate_of(candidates, explained[i].part);
        if (part && (whole ? candidate_of(candidates, whole) != NULL : candidates->len > 1)) {
            g_ptr_array_remove(candidates, part);
        }
    }
}

/* To somebody who tries names, wrong credentials are no trouble: that he does explains the refusal,
 * and what is said about his credentials only accompanies it. */
static void
expect_refusals_of_scanners(GPtrArray *candidates)
{
    struct candidate *scanner = candidate_of(candidates, "scanner-probe");
    guint i;

    for (i = 0; scanner && i < candidates->len; i++) {
        struct candidate *candidate = g_ptr_array_index(candidates, i);

        if (candidate->family->rules == rules_authentication) {
            candidate->cause.severity = SEVERITY_CHAT;
            candidate->topic = TOPIC_HEADERS;
        }
    }
    if (scanner) {
        scanner->topic = TOPIC_CODE;
    }
}

static bool
is_proven(const struct candidate *candidate)
{
    return candidate->cause.confidence <= CONFIDENCE_LIKELY;
}

/* A failure that is proven. */
static bool
is_loud(const struct candidate *candidate)
{
    return is_proven(candidate) && candidate->cause.severity >= SEVERITY_WARN;
}

/* What only accompanies a response: "copy 2 of the 404" does not explain the 404. */
static bool
only_accompanies(const struct candidate *candidate)
{
    return candidate->topic != TOPIC_CODE &&
           (candidate->cause.severity <= SEVERITY_NOTE || candidate->cause.rule->only_adds);
}

static bool
is_of_code(const struct candidate *candidate)
{
    return candidate->topic == TOPIC_CODE;
}

/* The user knows his own servers: site_table.h says why. */
static bool
stands_first(const struct candidate *candidate)
{
    return candidate->cause.rule->owner == RULE_OF_SITE && is_proven(candidate);
}

/* What the capture proves of the code stands before what somebody knows of a server's words. */
static bool
is_overruled(const struct candidate *candidate, const struct candidate *by)
{
    return candidate->cause.rule->owner != RULE_BUILT_IN && !stands_first(candidate) &&
           by->cause.rule->owner == RULE_BUILT_IN && is_proven(by) && !only_accompanies(by);
}

/* True if b is to stand before a, which stands before it by its weight. */
static bool
goes_before(const struct candidate *b, const struct candidate *a)
{
    if (stands_first(b) != stands_first(a)) {
        return stands_first(b);
    }
    if (is_overruled(a, b) || is_overruled(b, a)) {
        return is_overruled(a, b);
    }
    if (is_loud(b) != is_loud(a)) {
        const struct candidate *loud = is_loud(b) ? b : a, *other = is_loud(b) ? a : b;

        if (other->cause.severity == SEVERITY_CHAT) {
            return loud == b;
        }
    }
    if (only_accompanies(a) && is_of_code(b) && is_proven(b)) {
        return true;
    }
    if (only_accompanies(b) && is_of_code(a) && is_proven(a)) {
        return false;
    }
    if (b->cause.confidence != a->cause.confidence) {
        return b->cause.confidence < a->cause.confidence;
    }
    return is_of_code(b) && !is_of_code(a);
}

/* Takes the one that comes first out of the list. @return NULL if the list is empty */
static struct candidate *
take_first(GPtrArray *candidates)
{
    guint i, first = 0;

    for (i = 1; i < candidates->len; i++) {
        if (goes_before(g_ptr_array_index(candidates, i), g_ptr_array_index(candidates, first))) {
            first = i;
        }
    }
    return candidates->len ? g_ptr_array_steal_index(candidates, first) : NULL;
}

static const struct text_argument *
keep_arguments(struct finding *finding, const struct cause *cause)
{
    struct text_argument *arguments = g_new(struct text_argument, CAUSE_ARGUMENTS + 1);

    memcpy(arguments, cause->arguments, sizeof(cause->arguments));
    g_ptr_array_add(finding->kept, arguments);
    return arguments;
}

static const char *
cause_name(struct finding *finding, const struct cause *cause)
{
    char *name;
    const char *kept;

    if (!cause->variant) {
        return cause->rule->id;
    }
    name = g_strconcat(cause->rule->id, "/", cause->variant, NULL);
    kept = g_string_chunk_insert(finding->strings, name);
    g_free(name);
    return kept;
}

static void
take_cause(struct finding *finding, const struct cause *cause)
{
    finding->cause = cause_name(finding, cause);
    finding->rule = cause->rule->id;
    finding->variant = cause->variant;
    finding->arguments = keep_arguments(finding, cause);
    finding->references = cause->rule->references;
    finding->source = cause->rule->source;
    finding->url = cause->rule->url;
    finding->confidence = cause->confidence;
    finding->severity = cause->severity;
    finding->group = cause->group;
    finding->outcome_frame = cause->outcome_frame;
    if (cause->evidence) {
        g_array_append_vals(finding->evidence, cause->evidence->data, cause->evidence->len);
    }
}

/* A certain cause that had to stand back behind the user's own rule: the frames that prove it stay
 * linked, if it takes more than the message itself. */
static void
take_evidence_of(struct finding *finding, const struct cause *cause,
                 const struct possibility *possibility)
{
    guint i;

    for (i = 0; i < cause->evidence->len; i++) {
        struct statement statement = g_array_index(cause->evidence, struct statement, i);

        if (!statement.group) {
            statement.of = possibility;
        }
        g_array_append_val(finding->evidence, statement);
    }
}

/* Other causes are named if they are another rule's, and say more than that something is normal.
 * @param displaced  the cause is the user's own rule: then what is certain is named even so */
static void
take_possibilities(struct finding *finding, GPtrArray *candidates, bool displaced)
{
    struct candidate *candidate;
    int count = 0;

    while (count < FINDING_POSSIBILITIES && (candidate = take_first(candidates))) {
        const struct cause *cause = &candidate->cause;
        bool certain = displaced && cause->confidence == CONFIDENCE_CERTAIN;

        if (cause->severity > SEVERITY_CHAT || certain) {
            struct possibility *also = &finding->also[count++];

            *also = (struct possibility){ .cause = cause_name(finding, cause),
                                          .rule = cause->rule->id,
                                          .variant = cause->variant,
                                          .arguments = keep_arguments(finding, cause) };
            if (certain && cause->evidence) {
                take_evidence_of(finding, cause, also);
            }
        }
        candidate_free(candidate);
    }
}

/* @param candidates  taken over. @return false if there are none */
static bool
take_candidates(const struct subject *subject, GPtrArray *candidates, struct finding *finding)
{
    struct candidate *first;

    drop_explained(candidates);
    expect_refusals_of_scanners(candidates);
    first = take_first(candidates);
    if (first) {
        take_cause(finding, &first->cause);
        if (subject->message->is_response &&
            first->topic == TOPIC_EXCHANGE) { /* it is as bad as its code says */
            finding->severity =
                MAX(finding->severity, severity_of(subject->table, subject->shown, subject->code));
        }
        take_possibilities(finding, candidates, stands_first(first));
        candidate_free(first);
    }
    g_ptr_array_unref(candidates);
    return first != NULL;
}

static struct subject
subject_of(const struct code_table *table, const struct history *history,
           const struct history_message *message, const struct sip_message *sip)
{
    return (struct subject){ .table = table,
                             .history = history,
                             .message = history_first(message),
                             .shown = message,
                             .sip = sip,
                             .transaction = message->transaction,
                             .request = observed_request(history_first(message)),
                             .facts = code_table_find(table, sip->status_code),
                             .code = sip->status_code };
}

bool
diagnosis_find_at_least(const struct code_table *table, const struct history *history,
                        const struct history_message *message, const struct sip_message *sip,
                        enum severity least, struct finding *finding)
{
    struct subject subject = subject_of(table, history, message, sip);
    GPtrArray *candidates;

    finding_clear(finding);
    finding->frame = message->frame;
    finding->is_response = true;
    finding->code = sip->status_code;
    finding->method = method_of(&subject, finding);
    finding->request_frame = subject.request ? subject.request->frame : 0;
    candidates = candidates_new(&subject, least, finding);
    if (!candidates) {
        return false;
    }
    if (take_candidates(&subject, candidates, finding)) {
        finding->severity = lowered_for_copies(message, finding->severity);
    } else {
        finding->cause = "general";
        finding->confidence = CONFIDENCE_GENERAL;
        finding->severity = severity_of(table, message, finding->code);
        finding->group = message->copy > 1 && !history_duplicate_of(message) ? GROUP_SEQUENCE
                                                                             : GROUP_RESPONSE_CODE;
    }
    if (finding->severity < least) {
        return false;
    }
    observe(&subject, finding);
    return true;
}

void
diagnosis_find(const struct code_table *table, const struct history *history,
               const struct history_message *message, const struct sip_message *sip,
               struct finding *finding)
{
    diagnosis_find_at_least(table, history, message, sip, SEVERITY_CHAT, finding);
}

static struct subject
subject_of_request(const struct code_table *table, const struct history *history,
                   const struct history_message *message, const struct sip_message *sip)
{
    return (struct subject){ .table = table,
                             .history = history,
                             .message = message,
                             .shown = message,
                             .sip = sip,
                             .transaction = message->transaction,
                             .request = message };
}

bool
diagnosis_find_unanswered(const struct code_table *table, const struct history *history,
                          const struct history_message *message, const struct sip_message *sip,
                          struct finding *finding)
{
    struct subject subject = subject_of_request(table, history, message, sip);

    if (message->is_response || !message->transaction || message->is_ack ||
        message->transaction->request != message || message->transaction->final) {
        return false;
    }
    finding_clear(finding);
    finding->frame = message->frame;
    finding->method = method_of(&subject, finding);
    return take_candidates(&subject, candidates_new(&subject, SEVERITY_CHAT, finding), finding);
}

void
diagnosis_subject(const struct code_table *table, const struct history *history,
                  const struct history_message *message, const struct sip_message *sip,
                  struct subject *subject)
{
    *subject = message->is_response ? subject_of(table, history, message, sip)
                                    : subject_of_request(table, history, message, sip);
}
