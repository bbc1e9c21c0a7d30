/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "observation.h"

#include <string.h>

#include "facts.h"
#include "facts_list.h"
#include "sip_values.h"

#define EVIDENCE "evidence"

const struct history_message *
observed_request(const struct history_message *response)
{
    const struct history_message *request =
        response->transaction ? response->transaction->request : NULL;

    if (!request || request->time_ns > response->time_ns + HISTORY_SIMULTANEOUS_NS) {
        return NULL;
    }
    return request;
}

static bool
is_challenge(const struct history_message *response)
{
    return response->status_code == 401 || response->status_code == 407;
}

bool
observed_first_challenge(const struct history_message *response)
{
    const struct history_message *request = observed_request(response);

    return is_challenge(response) && request && !request->transaction->has_credentials;
}

const struct history_message *
observed_cancel(const struct history_message *response)
{
    const struct history_transaction *transaction = response->transaction;
    const struct history_message *cancel =
        transaction && transaction->counterpart ? transaction->counterpart->request : NULL;

    if (response->status_code != 487 || !cancel || cancel->time_ns > response->time_ns) {
        return NULL;
    }
    return cancel;
}

static void
observe_challenge(const struct subject *subject, struct finding *finding)
{
    const char *key =
        observed_first_challenge(subject->message) ? "first-challenge" : "challenged-again";
    struct statement *statement;

    if (!is_challenge(subject->message) || !subject->request) {
        return;
    }
    statement = finding_say(finding->evidence, EVIDENCE, key, subject->request->frame);
    statement_set_text(finding, statement, "method", finding->method);
    statement_set_frame(finding, statement, "frame", subject->request->frame);
}

static void
observe_cancel(const struct subject *subject, struct finding *finding)
{
    const struct history_message *cancel = observed_cancel(subject->message);
    struct statement *statement;

    if (!cancel) {
        return;
    }
    statement = finding_say(finding->evidence, EVIDENCE, "cancelled", cancel->frame);
    statement_set_frame(finding, statement, "frame", cancel->frame);
    statement_set_duration(finding, statement, "elapsed",
                           subject->message->time_ns - cancel->time_ns);
}

static void
observe_request(const struct subject *subject, struct finding *finding)
{
    const struct history_message *message = subject->shown, *request = subject->request;
    struct statement *statement;

    if (!message->transaction) {
        finding_say(finding->evidence, EVIDENCE, "unmatchable", 0);
    } else if (!request) {
        finding_say(finding->evidence, EVIDENCE, "no-request", 0);
    } else {
        statement = finding_say(finding->evidence, EVIDENCE, "request", request->frame);
        statement_set_text(finding, statement, "method", finding->method);
        statement_set_frame(finding, statement, "frame", request->frame);
        statement_set_duration(finding, statement, "elapsed", message->time_ns - request->time_ns);
    }
}

static void
observe_copy(const struct subject *subject, struct finding *finding)
{
    const struct history_message *message = subject->shown;
    const struct history_message *first = history_first(message);
    const struct history_message *duplicate = history_duplicate_of(message);
    struct statement *statement;

    if (duplicate) {
        statement = finding_say(finding->evidence, EVIDENCE, "duplicate", duplicate->frame);
        statement_set_frame(finding, statement, "frame", duplicate->frame);
    } else if (message->copy > 1) {
        statement = finding_say(finding->evidence, EVIDENCE, "copy", first->frame);
        statement_set_number(finding, statement, "copy", message->copy);
        statement_set_frame(finding, statement, "frame", first->frame);
        statement_set_duration(finding, statement, "elapsed", message->time_ns - first->time_ns);
    }
}

static void
observe_dialog(const struct subject *subject, struct finding *finding)
{
    static const char *const keys[] = { [DIALOG_EARLY] = "dialog-early",
                                        [DIALOG_CONFIRMED] = "dialog-confirmed",
                                        [DIALOG_ENDED] = "dialog-ended" };
    const struct history_dialog *dialog;
    const struct history_message *cause = NULL;
    enum dialog_state state = DIALOG_NONE;
    struct statement *statement;

    if (!subject->request || !subject->request->transaction->in_dialog) {
        return;
    }
    dialog = subject->request->transaction->dialog;
    if (dialog) {
        state = history_dialog_state(dialog, subject->request);
        cause = state == DIALOG_ENDED       ? dialog->ended
                : state == DIALOG_CONFIRMED ? dialog->confirmed
                                            : dialog->early;
    }
    if (state == DIALOG_NONE) {
        statement = finding_say(finding->evidence, EVIDENCE, "dialog-unseen", 0);
    } else {
        statement = finding_say(finding->evidence, EVIDENCE, keys[state], cause->frame);
        statement_set_frame(finding, statement, "frame", cause->frame);
    }
    statement_set_text(finding, statement, "method", finding->method);
}

static void
observe_phrase(const struct subject *subject, struct finding *finding)
{
    struct span phrase = subject->sip->reason_phrase;
    const char *key = phrase.length ? "phrase" : "phrase-empty";
    struct statement *statement;

    if (!subject->facts || span_equal_nocase(phrase, span_of(subject->facts->phrase))) {
        return;
    }
    statement = finding_say(finding->evidence, EVIDENCE, key, 0);
    statement_set(finding, statement, "phrase", phrase);
    statement_set_number(finding, statement, "code", finding->code);
    statement_set_text(finding, statement, "standard", subject->facts->phrase);
}

/* True if the rule that comes first speaks of this very cause, warn-code or time. */
static bool
is_said_by(const struct finding *finding, const char *rule, const char *argument, uint32_t number)
{
    const struct text_argument *own;
    char text[16];

    if (!finding->rule || strcmp(finding->rule, rule) != 0) {
        return false;
    }
    g_snprintf(text, sizeof(text), "%u", number);
    for (own = finding->arguments; own->name; own++) {
        if (strcmp(own->name, argument) == 0) {
            return g_strcmp0(own->value, text) == 0;
        }
    }
    return false;
}

/* Says what the group's texts know about a cause or warn-code: what it means, unless the rule says
 * that, and what to do about it. */
static void
explain_group(const struct subject *subject, struct finding *finding, const char *group,
              bool is_said)
{
    const char *kept = g_string_chunk_insert(finding->strings, group);

    if (!is_said && code_table_text(subject->table, group, "means")) {
        finding_say(finding->why, kept, "means", 0);
    }
    if ((is_said || !finding->rule) && code_table_text(subject->table, group, "fix.1")) {
        finding_say(finding->fix, kept, "fix.1", 0);
    }
}

/* Says so if a gateway should have made another code of the cause. */
static void
observe_code_of_cause(const struct subject *subject, struct finding *finding, uint32_t cause)
{
    const char *const *codes = code_table_codes_of_cause(subject->table, cause);
    struct statement *statement;
    char code[16];

    g_snprintf(code, sizeof(code), "%u", finding->code);
    if (finding->code < 300 || !codes[0] || g_strv_contains(codes, code)) {
        return;
    }
    statement = finding_say(finding->evidence, EVIDENCE, "reason-q850-code", 0);
    statement_set_text(finding, statement, "sip", codes[0]);
    statement_set_number(finding, statement, "cause", cause);
    statement_set_text(finding, statement, "code", code);
}

static void
observe_q850(const struct subject *subject, struct finding *finding,
             const struct sip_reason *reason)
{
    char group[32], place[32];
    struct statement *statement;
    char *location = span_to_display(reason->location, 16);

    g_snprintf(group, sizeof(group), "q850 %u", reason->cause);
    g_snprintf(place, sizeof(place), "location %s", location);
    statement = finding_say(finding->evidence, EVIDENCE, "reason-q850", 0);
    statement_set_number(finding, statement, "cause", reason->cause);
    statement_set_text(finding, statement, "name", code_table_text(subject->table, group, "name"));
    statement_set(finding, statement, "location", reason->location);
    statement_set_text(finding, statement, "place", code_table_text(subject->table, place, "name"));
    statement_set(finding, statement, "text", reason->text);
    observe_code_of_cause(subject, finding, reason->cause);
    explain_group(subject, finding, group,
                  is_said_by(finding, "reason-q850-cause", "cause", reason->cause));
    g_free(location);
}

static void
observe_reason(const struct subject *subject, struct finding *finding,
               const struct sip_reason *reason)
{
    bool is_sip = span_equal_nocase(reason->protocol, SPAN("SIP"));
    const struct code_facts *facts = NULL;
    struct statement *statement;

    if (reason->has_cause && span_equal_nocase(reason->protocol, SPAN("Q.850"))) {
        observe_q850(subject, finding, reason);
        return;
    }
    statement = finding_say(finding->evidence, EVIDENCE,
                            is_sip && reason->has_cause ? "reason-sip" : "reason-other", 0);
    statement_set(finding, statement, "protocol", reason->protocol);
    if (reason->has_cause) {
        statement_set_number(finding, statement, "cause", reason->cause);
        facts = is_sip ? code_table_find(subject->table, reason->cause) : NULL;
    }
    statement_set_text(finding, statement, "name", facts ? facts->phrase : NULL);
    statement_set(finding, statement, "text", reason->text);
}

static void
observe_warning(const struct subject *subject, struct finding *finding,
                const struct sip_warning *warning)
{
    char group[32];
    struct statement *statement;

    g_snprintf(group, sizeof(group), "warning %u", warning->code);
    if (!code_table_text(subject->table, group, "means")) {
        g_strlcpy(group, "warning 3xx", sizeof(group));
    }
    statement = finding_say(finding->evidence, EVIDENCE, "warning", 0);
    statement_set_number(finding, statement, "warning", warning->code);
    statement_set_text(finding, statement, "name", code_table_text(subject->table, group, "name"));
    statement_set(finding, statement, "agent", warning->agent);
    statement_set(finding, statement, "text", warning->text);
    explain_group(subject, finding, group,
                  is_said_by(finding, "warning-code", "warning", warning->code));
}

static void
observe_retry_after(struct finding *finding, const struct sip_retry_after *retry_after)
{
    struct statement *statement = finding_say(finding->evidence, EVIDENCE, "retry-after", 0);

    statement_set_number(finding, statement, "seconds", retry_after->seconds);
    statement_set(finding, statement, "comment", retry_after->comment);
    if (retry_after->duration) {
        statement_set_number(finding, statement, "duration", retry_after->duration);
    }
    if (retry_after->seconds &&
        !is_said_by(finding, "retry-after", "seconds", retry_after->seconds)) {
        statement = finding_say(finding->fix, EVIDENCE, "retry-after-step", 0);
        statement_set_number(finding, statement, "seconds", retry_after->seconds);
    }
}

/* More values than this in one header are left out: they tell a reader nothing more. */
#define SHOWN_VALUES 8

static void
observe_headers(const struct subject *subject, struct finding *finding)
{
    struct fact_list reasons = fact_list_of(subject->sip, SIP_HEADER_REASON);
    struct fact_list warnings = fact_list_of(subject->sip, SIP_HEADER_WARNING);
    struct sip_reason reason;
    struct sip_warning warning;
    struct sip_retry_after retry_after;
    int shown;

    for (shown = 0; shown < SHOWN_VALUES && fact_list_next_reason(&reasons, &reason); shown++) {
        observe_reason(subject, finding, &reason);
    }
    for (shown = 0; shown < SHOWN_VALUES && fact_list_next_warning(&warnings, &warning); shown++) {
        observe_warning(subject, finding, &warning);
    }
    if (sip_retry_after_read(subject->sip->header[SIP_HEADER_RETRY_AFTER], &retry_after)) {
        observe_retry_after(finding, &retry_after);
    }
}

static void
observe_damage(const struct subject *subject, struct finding *finding)
{
    if (subject->sip->defects & SIP_DEFECT_HEADERS_CUT) {
        finding_say(finding->evidence, EVIDENCE, "headers-cut", 0);
    } else if (subject->sip->defects & SIP_DEFECT_BODY_CUT) {
        finding_say(finding->evidence, EVIDENCE, "body-cut", 0);
    }
    if (subject->sip->defects & (SIP_DEFECT_LINE | SIP_DEFECT_NUL)) {
        finding_say(finding->evidence, EVIDENCE, "malformed", 0);
    }
}

/* Names the element; the finding keeps the text. */
static void
set_origin(struct finding *finding, struct statement *statement,
           const struct history_message *response, bool is_known)
{
    const struct history_agent *agent = response->path->source;
    const struct span *named = fact_product(agent);
    char *endpoint = finding_endpoint(&agent->endpoint), *origin = NULL;
    char *product = named ? finding_display(*named) : NULL;

    statement_set_text(finding, statement, "origin", endpoint);
    statement_set_text(finding, statement, "product", product);
    statement_set_number(finding, statement, "code", finding->code);
    if (is_known) {
        origin = product ? g_strdup_printf("%s (%s)", endpoint, product) : g_strdup(endpoint);
        finding->origin = g_string_chunk_insert(finding->strings, origin);
    }
    g_free(origin);
    g_free(product);
    g_free(endpoint);
}

/* Who said so (RFC 3261 section 16.7): only a capture of several hops can tell. */
static void
observe_origin(const struct subject *subject, struct finding *finding)
{
    const struct history_message *origin, *unseen;
    struct statement *statement;
    const char *key;

    if (!subject->request || subject->code < 300) {
        return;
    }
    origin = fact_origin(subject->message);
    unseen = fact_received_unseen(origin);
    origin = unseen ? unseen : origin;
    key = origin != subject->message           ? "origin-forwarded"
          : history_down(subject->transaction) ? "origin-local"
          : history_up(subject->transaction)   ? "origin-last"
                                               : "origin-unknown";
    statement = finding_say(finding->evidence, EVIDENCE, key,
                            origin == subject->message ? 0 : origin->frame);
    statement_set_frame(finding, statement, "frame", origin->frame);
    set_origin(finding, statement, origin, strcmp(key, "origin-unknown") != 0);
}

static void
observe_emptiness(const struct subject *subject, struct finding *finding)
{
    if (!finding->rule && subject->code >= 300) {
        finding_say(finding->evidence, EVIDENCE, "nothing-further", 0);
    }
}

void
observe(const struct subject *subject, struct finding *finding)
{
    observe_emptiness(subject, finding);
    observe_request(subject, finding);
    observe_origin(subject, finding);
    observe_challenge(subject, finding);
    observe_cancel(subject, finding);
    observe_copy(subject, finding);
    observe_dialog(subject, finding);
    observe_phrase(subject, finding);
    observe_headers(subject, finding);
    observe_damage(subject, finding);
}
