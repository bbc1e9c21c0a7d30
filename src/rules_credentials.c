/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Why credentials were not taken (RFC 3261 section 22.4, RFC 7616).
 */
#include "rules_authentication.h"

#include <string.h>

/* A nonce this young was hardly too old for the server: phones answer at once. */
#define FRESH_NS (10 * SECONDS_NS)

/* Up to here the client may have asked its user first. */
#define ASKED_NS (60 * SECONDS_NS)

/* Many servers take nonces for half a minute at least. */
#define OLD_NS (30 * SECONDS_NS)

/* As long as somebody may take to correct a password. */
#define CORRECTED_NS (60 * SECONDS_NS)

/* So many rejections one after the other are a loop. */
#define LOOP 3

/* A count that is lower than the one before came late, not wrong, if it is so close. */
#define OVERTAKING_NS (500 * MILLISECONDS_NS)

/* A challenge to a request that had answered one. */
struct attempt {
    struct challenges challenges;         /* of the response */
    const struct challenge *challenge;    /* of them, for the same realm */
    struct credentials credentials;       /* of the request */
    const struct history_message *issued; /* what gave the nonce out; NULL if not known */
    int64_t age_ns;                       /* of the nonce when it was used, if issued is known */
};

static bool
attempt_read(const struct subject *subject, struct attempt *attempt)
{
    if (!subject->request || fact_is_method(subject->transaction, "CANCEL")) {
        return false;
    }
    fact_challenges(subject->message, &attempt->challenges);
    if (!fact_credentials_for(subject->transaction, &attempt->challenges, &attempt->credentials,
                              &attempt->challenge)) {
        return false;
    }
    attempt->issued = fact_issued(&attempt->credentials, subject->message);
    attempt->age_ns = attempt->issued ? fact_gap(attempt->issued, subject->request) : 0;
    return true;
}

static bool
is_stale(const struct challenge *challenge)
{
    return span_equal_nocase(challenge->read.stale, SPAN("true"));
}

/* True if the response asks for such credentials anew. */
static bool
refuses(const struct history_message *response, const struct credentials *credentials)
{
    struct challenges challenges;
    size_t i;

    if (!response || !fact_is_challenge(response)) {
        return false;
    }
    fact_challenges(response, &challenges);
    for (i = 0; i < challenges.count; i++) {
        if (fact_is_for(credentials, &challenges.list[i])) {
            return true;
        }
    }
    return false;
}

/* Rejections of the same user one after the other. */
struct run {
    unsigned count;                      /* this one included */
    const struct history_message *first; /* the first rejection of them */
};

/* Counts the rejections before this one. The client's requests without credentials, which are
 * challenged first, do not count; `may_succeed`: nor do those that were accepted in between, if a
 * rejection came before each. */
static struct run
run_of(const struct subject *subject, const struct attempt *attempt, bool may_succeed)
{
    const struct history_transaction *last = subject->transaction;
    const struct history_transaction *before = last->previous_sent;
    struct run run = { 1, subject->message };
    bool was_accepted = false;
    int steps = 0;

    for (; before && steps < HISTORY_NEAR; before = before->previous_sent, steps++) {
        if (!before->request || before->request->is_ack || fact_is_same_attempt(before, last) ||
            !fact_same_address(&before->request->path->path.destination,
                               &subject->request->path->path.destination) ||
            !fact_credentials_like(before, &attempt->credentials)) {
            continue;
        }
        last = before;
        if (refuses(before->final, &attempt->credentials)) {
            run.count++;
            run.first = before->final;
            was_accepted = false;
        } else if (!may_succeed || was_accepted) {
            break;
        } else {
            was_accepted = true;
        }
    }
    return run;
}

/* A later request of the same user with another nonce that was accepted soon. */
static const struct history_message *
accepted_later(const struct subject *subject, const struct attempt *attempt)
{
    const struct history_transaction *next = subject->transaction->next_sent;
    const struct sip_authentication *read = &attempt->credentials.read;
    struct credentials other;
    const struct history_message *accepted;
    int steps = 0;

    for (; next && steps < HISTORY_NEAR; next = next->next_sent, steps++) {
        if (!next->request || fact_gap(subject->message, next->request) > CORRECTED_NS) {
            break;
        }
        if (fact_credentials_of(next, read->username, read->realm, &other) &&
            !span_equal(other.read.nonce, read->nonce) && (accepted = fact_accepted(next))) {
            return accepted;
        }
    }
    return NULL;
}

/* Another request with the same user name and realm that was accepted, among the neighbours of this
 * one in a list. */
static const struct history_message *
accepted_near(const struct subject *subject, const struct attempt *attempt,
              const struct history_transaction *(*neighbour)(const struct history_transaction *))
{
    const struct history_transaction *other = neighbour(subject->transaction);
    struct credentials found;
    const struct history_message *accepted;
    int steps = 0;

    for (; other && steps < HISTORY_NEAR; other = neighbour(other), steps++) {
        if (other->request && !fact_is_same_attempt(other, subject->transaction) &&
            fact_credentials_of(other, attempt->credentials.read.username,
                                attempt->credentials.read.realm, &found) &&
            (accepted = fact_accepted(other))) {
            return accepted;
        }
    }
    return NULL;
}

static const struct history_transaction *
sent_before(const struct history_transaction *transaction)
{
    return transaction->previous_sent;
}

static const struct history_transaction *
sent_after(const struct history_transaction *transaction)
{
    return transaction->next_sent;
}

static const struct history_transaction *
received_before(const struct history_transaction *transaction)
{
    return transaction->previous_received;
}

static const struct history_message *
accepted_from_client(const struct subject *subject, const struct attempt *attempt)
{
    const struct history_message *accepted = accepted_near(subject, attempt, sent_before);

    return accepted ? accepted : accepted_near(subject, attempt, sent_after);
}

/* ---- 401-challenge-not-computable ---- */

/* The challenges that the credentials answer, as they were given them; else those of the response.
 * With them may come some for the other header field, or for other realms: these had other terms.
 */
static void
asked_challenges(const struct attempt *attempt, struct challenges *asked)
{
    struct challenges all = attempt->challenges;
    size_t i;

    if (attempt->issued) {
        fact_challenges(attempt->issued, &all);
    }
    asked->count = 0;
    for (i = 0; i < all.count; i++) {
        if (fact_is_for(&attempt->credentials, &all.list[i])) {
            asked->list[asked->count++] = all.list[i];
        }
    }
}

/* A part of what a challenge offers. */
typedef struct span (*offer)(const struct challenge *challenge);

static struct span
scheme_of(const struct challenge *challenge)
{
    return challenge->read.scheme;
}

static struct span
algorithm_of(const struct challenge *challenge)
{
    static const struct span none = { NULL, 0 };

    return fact_is_digest(challenge) ? fact_algorithm(&challenge->read) : none;
}

static struct span
qop_of(const struct challenge *challenge)
{
    return challenge->read.qop;
}

/* What the challenges of the realm offer: schemes, algorithms, qop values, each once. */
static void
set_offered(struct cause *cause, const struct challenges *challenges, struct span realm, offer part)
{
    GString *text = g_string_new(NULL);
    size_t i, j;

    for (i = 0; i < challenges->count; i++) {
        const struct challenge *list = challenges->list;
        struct span value = part(&list[i]);

        for (j = 0; j < i && !(span_equal(list[j].read.realm, realm) &&
                               span_equal_nocase(value, part(&list[j])));
             j++) {
        }
        if (j == i && span_is_set(value) && span_equal(list[i].read.realm, realm)) {
            g_string_append_printf(text, "%s%.*s", text->len ? ", " : "", (int)value.length,
                                   value.text);
        }
    }
    cause_set(cause, "offered", (struct span){ text->str, text->len });
    g_string_free(text, TRUE);
}

/* The algorithm of the credentials is none of those that were offered. */
static bool
uses_other_algorithm(const struct credentials *credentials, const struct challenges *asked)
{
    size_t i;

    for (i = 0; i < asked->count; i++) {
        if (span_equal_nocase(fact_algorithm(&asked->list[i].read),
                              fact_algorithm(&credentials->read))) {
            return false;
        }
    }
    return asked->count > 0;
}

enum qop_fault { QOP_RIGHT, QOP_INCOMPLETE, QOP_NOT_OFFERED, QOP_MISSING };

/* What the credentials lack of the qop that was asked for (RFC 7616 section 3.4). */
static enum qop_fault
qop_fault(const struct credentials *credentials, const struct challenges *asked)
{
    const struct sip_authentication *read = &credentials->read;
    size_t i;

    for (i = 0; i < asked->count; i++) {
        struct span offered = asked->list[i].read.qop;

        if (!span_is_set(offered) ||
            !span_equal_nocase(fact_algorithm(&asked->list[i].read), fact_algorithm(read))) {
            continue;
        }
        if (!span_is_set(read->qop)) {
            return QOP_MISSING;
        }
        if (!sip_list_has(offered, read->qop)) {
            return QOP_NOT_OFFERED;
        }
        return span_is_set(read->nonce_count) && span_is_set(read->cnonce) ? QOP_RIGHT
                                                                           : QOP_INCOMPLETE;
    }
    return QOP_RIGHT;
}

static bool
is_md5(const struct challenge *challenge)
{
    return fact_is_digest(challenge) &&
           span_equal_nocase(fact_algorithm(&challenge->read), SPAN("MD5"));
}

/* @return NULL if none of the challenges is like that */
static const struct challenge *
first_that(const struct challenges *challenges, bool (*is_so)(const struct challenge *))
{
    size_t i;

    for (i = 0; i < challenges->count; i++) {
        if (is_so(&challenges->list[i])) {
            return &challenges->list[i];
        }
    }
    return NULL;
}

/* The client has no way to answer any of the challenges, and did not. */
static bool
cannot_answer(const struct subject *subject, const struct challenges *challenges,
              struct cause *cause)
{
    const struct challenge *digest = first_that(challenges, fact_is_digest);
    const struct challenge *with_md5 = first_that(challenges, is_md5);
    struct span realm = digest ? digest->read.realm : challenges->list[0].read.realm;
    const struct challenge *known;

    if (fact_answerable(challenges) || !fact_gave_up(subject, challenges) ||
        fact_account(subject->transaction, challenges, &known)) {
        return false;
    }
    cause_is(cause, digest ? "algorithm" : "scheme", CONFIDENCE_LIKELY, SEVERITY_WARN);
    if (with_md5) {
        cause->variant = "other-qop";
        realm = with_md5->read.realm;
        cause_set(cause, "offered", with_md5->read.qop);
    } else {
        set_offered(cause, challenges, realm, digest ? algorithm_of : scheme_of);
    }
    cause_set(cause, "realm", realm);
    return true;
}

/* auth-int signs the body: one that was changed on the way makes the credentials wrong (RFC 7616
 * section 3.4.3). @return the request with the other body; NULL if none was captured */
static const struct history_message *
changed_on_the_way(const struct history_message *response)
{
    const struct history_transaction *hop = fact_origin(response)->transaction;
    const struct history_transaction *up;
    int steps = 0;

    for (; hop && hop->request && steps < HISTORY_NEAR; hop = up, steps++) {
        up = history_up(hop);
        if (up && up->request && !up->request->is_incomplete && !hop->request->is_incomplete &&
            !history_same_content(up->request, hop->request)) {
            return hop->request;
        }
    }
    return NULL;
}

static bool
signs_a_changed_body(const struct subject *subject, const struct attempt *attempt,
                     struct cause *cause)
{
    const struct history_message *changed = NULL;

    if (span_equal_nocase(attempt->credentials.read.qop, SPAN("auth-int"))) {
        changed = changed_on_the_way(subject->message);
    }
    if (!changed) {
        return false;
    }
    cause_is(cause, "body-changed", CONFIDENCE_CERTAIN, SEVERITY_WARN);
    cause_set_endpoint(cause, "changer", &changed->path->path.source);
    cause_show(cause, "before", history_up(changed->transaction)->request);
    cause_show(cause, "changed", changed);
    return true;
}

/* The credentials do not fit what was asked for. */
static bool
answers_wrongly(const struct subject *subject, const struct attempt *attempt, struct cause *cause)
{
    static const char *const keys[] = {
        [QOP_INCOMPLETE] = "incomplete", [QOP_NOT_OFFERED] = "unoffered", [QOP_MISSING] = "missing"
    };
    struct challenges asked;
    enum qop_fault fault;

    asked_challenges(attempt, &asked);
    cause_set(cause, "realm", attempt->credentials.read.realm);
    if (uses_other_algorithm(&attempt->credentials, &asked)) {
        cause_is(cause, "other-algorithm", CONFIDENCE_LIKELY, SEVERITY_WARN);
        set_offered(cause, &asked, attempt->credentials.read.realm, algorithm_of);
        cause_set(cause, "used", fact_algorithm(&attempt->credentials.read));
        return true;
    }
    fault = qop_fault(&attempt->credentials, &asked);
    if (fault == QOP_RIGHT) {
        return signs_a_changed_body(subject, attempt, cause);
    }
    /* most servers still take the form without qop: the password may be wrong as well */
    cause_is(cause, fault == QOP_MISSING ? "qop-missing" : "qop",
             fault == QOP_MISSING ? CONFIDENCE_POSSIBLE
             : attempt->issued    ? CONFIDENCE_CERTAIN
                                  : CONFIDENCE_LIKELY,
             SEVERITY_WARN);
    set_offered(cause, &asked, attempt->credentials.read.realm, qop_of);
    cause_set(cause, "used", attempt->credentials.read.qop);
    cause_show_frame(cause, keys[fault], attempt->credentials.own->transaction->request->frame);
    return true;
}

/* 400 and 403 name no realm: the credentials that this server had asked for are meant. */
static bool
attempt_of_refusal(const struct subject *subject, struct attempt *attempt)
{
    attempt->issued = fact_asked_for(subject, &attempt->credentials);
    attempt->age_ns = attempt->issued ? fact_gap(attempt->issued, subject->request) : 0;
    return attempt->issued != NULL;
}

/* A 400 or 403 that follows faulty credentials may have another reason all the same. */
static bool
refused_for_form(const struct subject *subject, struct cause *cause)
{
    struct attempt attempt;

    if (!attempt_of_refusal(subject, &attempt) || !answers_wrongly(subject, &attempt, cause) ||
        cause->confidence == CONFIDENCE_POSSIBLE) {
        return false;
    }
    cause->confidence = CONFIDENCE_LIKELY;
    cause_show(cause, "issued", attempt.issued);
    return true;
}

bool
challenge_not_computable(const struct subject *subject, struct cause *cause)
{
    const struct history_message *answer;
    struct challenges challenges;
    struct attempt attempt;

    if (subject->code == 400 || subject->code == 403) {
        return refused_for_form(subject, cause);
    }
    if (attempt_read(subject, &attempt)) {
        answer = fact_answer(subject->history, subject->message, &attempt.challenges);
        if (is_stale(attempt.challenge) || (answer && fact_accepted(answer->transaction)) ||
            fact_accepted_before(&attempt.credentials) ||
            !answers_wrongly(subject, &attempt, cause)) {
            return false;
        }
        if (attempt.issued) {
            cause_show(cause, "issued", attempt.issued);
        }
        return true;
    }
    if (!subject->request || subject->request->is_incomplete) {
        return false;
    }
    fact_challenges(subject->message, &challenges);
    return challenges.count && cannot_answer(subject, &challenges, cause);
}

/* ---- 401-nonce-count ---- */

static bool
count_read(const struct sip_authentication *read, uint64_t *count)
{
    char text[17];
    char *end;

    if (!span_is_set(read->qop) || !read->nonce_count.length || read->nonce_count.length > 16) {
        return false;
    }
    memcpy(text, read->nonce_count.text, read->nonce_count.length);
    text[read->nonce_count.length] = 0;
    *count = g_ascii_strtoull(text, &end, 16);
    return *end == 0 && g_ascii_isxdigit(text[0]);
}

/* A use of the nonce by the same client, but for ACK and CANCEL, which repeat what their INVITE
 * had. */
static bool
is_use_of_client(const struct history_credentials *use, const struct credentials *credentials,
                 struct sip_authentication *read)
{
    const struct history_message *request = use->transaction->request;
    const struct history_message *own = credentials->own->transaction->request;

    return request && !request->is_ack && !fact_is_method(use->transaction, "CANCEL") &&
           fact_same_address(&request->path->path.source, &own->path->path.source) &&
           sip_authentication_read(use->value, read) &&
           span_equal(read->username, credentials->read.username);
}

const struct history_message *
nonce_count_used(const struct credentials *credentials, const struct history_message *issued)
{
    const struct history_transaction *own = credentials->own->transaction, *taken = NULL;
    const struct history_credentials *use = credentials->own->previous_of_nonce;
    const struct history_message *found = NULL;
    struct sip_authentication read;
    uint64_t count, other, highest = 0, lowest_taken = UINT64_MAX;
    int steps = 0;

    if (!count_read(&credentials->read, &count)) {
        return NULL;
    }
    for (; use && steps < HISTORY_NEAR; use = use->previous_of_nonce, steps++) {
        if (!is_use_of_client(use, credentials, &read) || !count_read(&read, &other) ||
            fact_is_same_attempt(use->transaction, own)) {
            continue;
        }
        if (issued && fact_is_before(use->transaction->request, issued)) {
            break; /* the server gave the same nonce out anew: counting begins anew */
        }
        if (taken && lowest_taken <= other && !fact_is_same_attempt(taken, use->transaction)) {
            return NULL; /* the server took such a count before: it does not look at it */
        }
        if (fact_accepted(use->transaction)) {
            lowest_taken = other;
            taken = use->transaction;
        }
        if (other >= count && other > highest &&
            !(other > count && fact_gap(use->transaction->request, own->request) < OVERTAKING_NS)) {
            highest = other;
            found = use->transaction->request;
        }
    }
    return found;
}

bool
nonce_count(const struct subject *subject, struct cause *cause)
{
    const struct history_message *used;
    struct attempt attempt;

    if (!(subject->code == 403 ? attempt_of_refusal(subject, &attempt)
                               : attempt_read(subject, &attempt))) {
        return false;
    }
    used = nonce_count_used(&attempt.credentials, attempt.issued);
    if (!used) {
        return false;
    }
    cause_is(cause, NULL,
             attempt.issued && attempt.age_ns <= OLD_NS ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE,
             SEVERITY_WARN);
    cause_set(cause, "count", attempt.credentials.read.nonce_count);
    cause_show(cause, "used", used);
    if (attempt.issued) {
        cause_show(cause, "issued", attempt.issued);
    }
    return true;
}

/* ---- 401-credentials-rejected ---- */

/* True if the response itself, or another rule, says that something else is wrong. */
static bool
is_explained_otherwise(const struct subject *subject, const struct attempt *attempt)
{
    struct challenges asked;
    enum qop_fault fault;

    asked_challenges(attempt, &asked);
    fault = qop_fault(&attempt->credentials, &asked);
    return is_stale(attempt->challenge) || fact_mentions(subject->sip->reason_phrase, "nonce") ||
           fact_mentions(subject->sip->reason_phrase, "stale") ||
           fact_mentions(attempt->credentials.own->value, "auts=") ||
           uses_other_algorithm(&attempt->credentials, &asked) ||
           (fault != QOP_RIGHT && fault != QOP_MISSING) ||
           nonce_count_used(&attempt->credentials, attempt->issued);
}

/* The part of a user name before the domain. */
static struct span
without_domain(struct span username)
{
    return span_take(username, span_find(username, '@'));
}

/* What may be wrong with the credentials. */
static void
show_clues(const struct subject *subject, const struct attempt *attempt, struct cause *cause)
{
    const struct sip_authentication *read = &attempt->credentials.read;
    struct span user =
        fact_user(fact_address_uri(history_header(subject->request, SIP_HEADER_FROM)));
    struct span uri = history_request_uri(subject->request);
    const struct history_message *other = accepted_near(subject, attempt, received_before);

    if (span_is_set(user) && !span_equal(user, without_domain(read->username))) {
        cause_set(cause, "from", user);
        cause_show(cause, "other-name", subject->request);
    }
    if (span_find(read->username, '@') < read->username.length) {
        cause_show(cause, "with-domain", subject->request);
    }
    if (subject->request->is_only_via && span_is_set(read->uri) && !span_equal(read->uri, uri) &&
        !sip_uri_equal(read->uri, uri)) {
        cause_set(cause, "digest-uri", read->uri);
        cause_set(cause, "uri", uri);
        cause_show(cause, "other-uri", subject->request);
    }
    if (other &&
        !fact_same_address(&other->path->path.destination, &subject->request->path->path.source)) {
        cause_set_endpoint(cause, "other", &other->path->path.destination);
        cause_show(cause, "elsewhere", other);
    }
}

static void
show_run(const struct run *run, struct cause *cause)
{
    if (run->count > 1) {
        cause_set_number(cause, "count", run->count);
        cause_show(cause, "first", run->first);
    }
}

bool
credentials_rejected(const struct subject *subject, struct cause *cause)
{
    const struct history_message *accepted;
    struct attempt attempt;
    struct run run;

    if (!attempt_read(subject, &attempt) || !attempt.issued || attempt.age_ns > ASKED_NS ||
        !span_is_set(attempt.credentials.read.username) ||
        is_explained_otherwise(subject, &attempt) || fact_accepted_before(&attempt.credentials) ||
        accepted_later(subject, &attempt)) {
        return false;
    }
    run = run_of(subject, &attempt, false);
    accepted = accepted_from_client(subject, &attempt);
    if (accepted || attempt.age_ns > FRESH_NS) {
        cause_is(cause, "doubtful", CONFIDENCE_POSSIBLE, SEVERITY_WARN);
    } else if (run.count >= LOOP) {
        cause_is(cause, "loop", CONFIDENCE_LIKELY, SEVERITY_ERROR);
    } else {
        cause_is(cause, "once", CONFIDENCE_LIKELY, SEVERITY_WARN);
    }
    cause_set(cause, "realm", attempt.credentials.read.realm);
    cause_set(cause, "username", attempt.credentials.read.username);
    if (attempt.age_ns > FRESH_NS) {
        cause_set_duration(cause, "age", attempt.age_ns);
    }
    cause_show(cause, "issued", attempt.issued);
    show_run(&run, cause);
    if (accepted) {
        cause_show(cause, "accepted", accepted);
    }
    show_clues(subject, &attempt, cause);
    return true;
}

/* ---- 401-nonce-expired ---- */

/* The client's next attempt, with the new nonce and the same user name. */
static const struct history_message *
next_attempt(const struct subject *subject, const struct attempt *attempt)
{
    const struct history_message *answer =
        fact_answer(subject->history, subject->message, &attempt->challenges);
    struct credentials next;

    return answer &&
                   fact_credentials_of(answer->transaction, attempt->credentials.read.username,
                                       attempt->credentials.read.realm, &next) &&
                   !span_equal(next.read.nonce, attempt->credentials.read.nonce)
               ? answer
               : NULL;
}

/* Variant and confidence. @return false if the rule does not hold */
static bool
is_expired(const struct attempt *attempt, const struct history_message *accepted,
           const struct history_message *before, struct cause *cause)
{
    if (is_stale(attempt->challenge)) {
        cause_is(cause, "flagged", CONFIDENCE_CERTAIN, SEVERITY_CHAT);
        return true;
    }
    if (!accepted) {
        return false;
    }
    if (before || attempt->age_ns > OLD_NS) {
        cause_is(cause, "unflagged", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    } else {
        cause_is(cause, "unproven", CONFIDENCE_POSSIBLE, SEVERITY_NOTE);
    }
    return true;
}

bool
nonce_expired(const struct subject *subject, struct cause *cause)
{
    const struct history_message *next, *accepted, *before;
    struct attempt attempt;
    struct run run;

    if (!attempt_read(subject, &attempt)) {
        return false;
    }
    next = next_attempt(subject, &attempt);
    accepted = next ? fact_accepted(next->transaction) : NULL;
    before = fact_accepted_before(&attempt.credentials);
    if (!is_expired(&attempt, accepted, before, cause)) {
        return false;
    }
    run = run_of(subject, &attempt, true);
    if (run.count >= LOOP) {
        cause->severity = SEVERITY_WARN;
        show_run(&run, cause);
    }
    if (attempt.issued) {
        cause_set_duration(cause, "age", attempt.age_ns);
        cause_show(cause, "issued", attempt.issued);
    }
    if (before) {
        cause_show(cause, "before", before);
    }
    if (next) {
        cause_show(cause, "retry", next);
        cause_set_outcome(cause, next);
    }
    if (accepted) {
        cause_set_number(cause, "code", accepted->status_code);
        cause_show(cause, "accepted", accepted);
        cause_set_outcome(cause, accepted);
    }
    return true;
}
