/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A proxy that tried several places passes on one answer (RFC 3261 section 16.7 step 6): the others
 * stay unseen by the caller.
 */
#include "rules_transport.h"

/* A branch that was sent so often without any answer is silent: UDP repeats after 0.5, 1.5, 3.5 s.
 */
#define SILENT_SENT 4

/* What the branches of a forked request say. */
struct branches {
    unsigned count;
    const struct history_message *masked;      /* final with another code; NULL if none */
    const struct history_transaction *silent;  /* never answered; NULL if none */
    const struct history_transaction *earlier; /* while they are walked: the branch before */
    bool one_after_the_other;                  /* each begins when the one before has ended */
    bool last_decides;                         /* the last one got the code that was passed on */
};

/* What the branch got before the response was sent. */
static const struct history_message *
final_before(const struct history_transaction *branch, const struct history_message *response)
{
    const struct history_message *final = branch->final;

    return final && final->time_ns <= response->time_ns + HISTORY_SIMULTANEOUS_NS ? final : NULL;
}

/* Its own CANCEL ended the branch: no answer of anybody. */
static bool
is_given_up(const struct history_transaction *branch)
{
    return fact_cancel(branch, NULL) && (!branch->final || branch->final->status_code == 487);
}

static bool
is_silent(const struct subject *subject, const struct history_transaction *branch)
{
    return !fact_is_answered(branch) && history_times_sent(branch->request) >= SILENT_SENT &&
           history_sees(subject->history, branch->request->path, branch->request->time_ns);
}

/* The next try of one target starts when the one before has failed. */
static bool
follows(const struct history_transaction *branch, const struct history_transaction *earlier)
{
    const struct history_message *end =
        earlier->final ? earlier->final : history_latest(earlier->request);

    return end->time_ns <= branch->request->time_ns &&
           span_equal(history_request_uri(branch->request), history_request_uri(earlier->request));
}

/* The list has the newest branch first. */
static void
look_at_branch(const struct subject *subject, const struct history_transaction *branch,
               struct branches *branches)
{
    const struct history_message *final = final_before(branch, subject->message);

    if (!branches->count++) {
        branches->one_after_the_other = true;
        branches->last_decides = final && final->status_code == subject->code;
    } else if (!follows(branches->earlier, branch)) {
        branches->one_after_the_other = false;
    }
    branches->earlier = branch;
    if (is_given_up(branch)) {
        return;
    }
    if (final && final->status_code >= 300 && final->status_code != subject->code) {
        branches->masked = final;
    } else if (is_silent(subject, branch)) {
        branches->silent = branch;
    }
}

static struct branches
look_at_branches(const struct subject *subject)
{
    const struct history_transaction *down = history_down(subject->transaction);
    struct branches branches = { .count = 0 };
    int steps = 0;

    for (; down && steps < HISTORY_NEAR; down = history_next_down(down), steps++) {
        if (down->request->time_ns <= subject->message->time_ns) {
            look_at_branch(subject, down, &branches);
        }
    }
    return branches;
}

/* A challenge is answered by the caller, who then tries all branches again. */
static bool
is_challenge(const struct subject *subject)
{
    return subject->code == 401 || subject->code == 407;
}

bool
rule_fork_masked(const struct subject *subject, struct cause *cause)
{
    struct branches branches;

    if (!subject->request || is_challenge(subject) || !history_down(subject->transaction) ||
        fact_cancel(subject->transaction, subject->message)) {
        return false;
    }
    branches = look_at_branches(subject);
    if (branches.count < 2 || (!branches.masked && !branches.silent) ||
        (branches.one_after_the_other && branches.last_decides)) {
        return false;
    }
    cause_is(cause, branches.masked ? NULL : "silent", CONFIDENCE_CERTAIN, SEVERITY_NOTE);
    cause_set_number(cause, "count", branches.count);
    cause_set_number(cause, "code", subject->code);
    if (branches.masked) {
        cause_set(cause, "target", history_request_uri(branches.masked->transaction->request));
        cause_set_number(cause, "other-code", branches.masked->status_code);
        cause_show(cause, "masked", branches.masked);
    }
    if (branches.silent) {
        cause_set(cause, "silent-target", history_request_uri(branches.silent->request));
        cause_set_number(cause, "sent", history_times_sent(branches.silent->request));
        cause_show(cause, "unanswered", branches.silent->request);
    }
    return true;
}
