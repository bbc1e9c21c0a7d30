/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What went wrong, in words: the diagnosis of a message that the store has kept.
 */
#include "report_private.h"

#include <string.h>

#include "diagnosis.h"
#include "explanation.h"
#include "facts.h"
#include "observation.h"

/* ---- words ---- */

/* Who first sent the response, or did not answer the request. */
static void
take_responder(struct report_problem *problem, const struct history_message *message)
{
    const struct history_message *origin = message->is_response ? fact_origin(message) : message;
    const struct history_agent *agent =
        message->is_response ? origin->path->source : origin->path->destination;

    if (agent->endpoint.length) {
        problem->responder = finding_endpoint(&agent->endpoint);
    }
    if (fact_product(agent)) {
        problem->product = finding_display(*fact_product(agent));
    }
}

static char **
strings_copy(const GPtrArray *strings)
{
    char **copy = g_new(char *, strings->len + 1);
    guint i;

    for (i = 0; i < strings->len; i++) {
        copy[i] = g_strdup(g_ptr_array_index(strings, i));
    }
    copy[i] = NULL;
    return copy;
}

static char **
references_of(const struct explanation *explanation)
{
    char **texts = g_new(char *, explanation->references->len + 1);
    guint i;

    for (i = 0; i < explanation->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(explanation->references, i);

        texts[i] = g_strdup(reference->text);
    }
    texts[i] = NULL;
    return texts;
}

/* What only says that there is nothing to say. */
static bool
is_filler(const struct statement *statement)
{
    static const char *const keys[] = { "nothing-further", "origin-unknown", NULL };

    return statement->group && strcmp(statement->group, "evidence") == 0 &&
           g_strv_contains(keys, statement->key);
}

/* Evidence stands in the explanation as it does in the finding. */
static void
take_evidence(struct report_problem *problem, const struct finding *finding,
              const struct explanation *explanation)
{
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        if (is_filler(&g_array_index(finding->evidence, struct statement, i))) {
            continue;
        }
        report_add_evidence(problem, g_strdup(evidence->text), NULL,
                            evidence->frame ? evidence->frame : problem->frame);
    }
}

static void
take_steps(struct report_problem *problem, const struct explanation *explanation)
{
    guint i;

    problem->actors = strings_copy(explanation->actors);
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        report_add_step(problem, g_strdupv(step->actors), g_strdup(step->label),
                        g_strdup(step->text));
    }
}

/* ---- steps that many problems share ---- */

void
report_general_free(gpointer data)
{
    struct report_general *general = data;

    g_ptr_array_unref(general->fix);
    g_strfreev(general->actors);
    g_free(general);
}

/* @return newly allocated (g_free); NULL if the steps are this problem's own */
static char *
general_key(const struct finding *finding)
{
    return explanation_steps_are_general(finding)
               ? g_strdup_printf("%u %s", finding->code, finding->method ? finding->method : "")
               : NULL;
}

static void
share_steps(struct report_problem *problem, const struct report_general *general)
{
    g_ptr_array_unref(problem->fix);
    problem->fix = g_ptr_array_ref(general->fix);
    problem->actors = g_strdupv(general->actors);
}

/* @param key  taken over */
static void
keep_steps(struct report_making *making, char *key, const struct report_problem *problem)
{
    struct report_general *general = g_new(struct report_general, 1);

    general->fix = g_ptr_array_ref(problem->fix);
    general->actors = g_strdupv(problem->actors);
    g_hash_table_insert(making->general, key, general);
}

static struct explanation *
explanation_of(const struct report_making *making, bool has_steps)
{
    const struct code_table *table = making->source->table;

    return making->source->detail == REPORT_FULL
               ? explanation_new(table, making->finding, SPAN(""))
               : explanation_new_brief(table, making->finding, has_steps);
}

struct report_problem *
report_problem_make(struct report_making *making, const struct history_message *message)
{
    struct report_problem *problem = report_problem_new();
    char *key = general_key(making->finding);
    const struct report_general *known = key ? g_hash_table_lookup(making->general, key) : NULL;
    struct explanation *explanation = explanation_of(making, !known);

    problem->frame = message->frame;
    problem->time_ns = message->time_ns;
    problem->method = g_strdup(making->finding->method);
    problem->code = explanation->code;
    problem->phrase = g_strdup(explanation->phrase);
    problem->cause = g_strdup(explanation->cause);
    problem->confidence = g_strdup(explanation->confidence);
    problem->severity = explanation->severity;
    problem->verdict = g_strdup(explanation->verdict);
    problem->request_frame = message->is_response ? explanation->request_frame : message->frame;
    problem->outcome_frame = explanation->outcome_frame;
    take_responder(problem, message);
    take_evidence(problem, making->finding, explanation);
    if (known) {
        share_steps(problem, known);
        g_free(key);
    } else {
        take_steps(problem, explanation);
        if (key) {
            keep_steps(making, key, problem);
        }
    }
    if (making->source->detail == REPORT_FULL) {
        problem->means = g_strdup(explanation->means);
        problem->why = strings_copy(explanation->why);
        problem->references = references_of(explanation);
    }
    explanation_free(explanation);
    return problem;
}

/* ---- judgement ---- */

bool
report_diagnose(struct report_making *making, const struct history_message *response,
                enum severity least)
{
    const struct report_source *source = making->source;
    struct sip_message sip;

    return report_store_read(source->store, response, &sip) &&
           diagnosis_find_at_least(source->table, source->history, response, &sip, least,
                                   making->finding);
}

static struct report_problem *
silence_of(struct report_making *making, const struct history_message *request)
{
    const struct report_source *source = making->source;
    struct sip_message sip;

    return request && report_store_read(source->store, request, &sip) &&
                   diagnosis_find_unanswered(source->table, source->history, request, &sip,
                                             making->finding)
               ? report_problem_make(making, request)
               : NULL;
}

/* The client repeated the request with credentials: that one counts. */
static bool
is_answered_challenge(const struct history_message *response)
{
    const struct history_transaction *own = response->transaction, *next;
    int steps = 0;

    if (!observed_first_challenge(response)) {
        return false;
    }
    for (next = own->next_in_call; next && steps < HISTORY_NEAR; next = next->next_in_call) {
        if (next->method == own->method && next->has_credentials && next->cseq != own->cseq) {
            return true;
        }
        steps++;
    }
    return false;
}

struct report_problem *
report_problem_of(struct report_making *making, const struct history_transaction *transaction)
{
    const struct history_message *final = transaction->final;
    enum severity least;

    if (!final) {
        return silence_of(making, transaction->request);
    }
    least = final->status_code < 300 ? SEVERITY_WARN : SEVERITY_NOTE;
    return !is_answered_challenge(final) && report_diagnose(making, final, least)
               ? report_problem_make(making, final)
               : NULL;
}
