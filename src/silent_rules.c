/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "silent_rules.h"

/* @param finding  scratch */
static bool
holds(const struct rule *rule, const struct subject *subject, struct finding *finding)
{
    struct cause cause = { .rule = rule, .finding = finding };
    bool does = rule->holds(subject, &cause);

    if (cause.evidence) {
        g_array_unref(cause.evidence);
    }
    return does;
}

GPtrArray *
silent_rules(const struct subject *subject, enum rule_topic topic)
{
    const struct span none = { NULL, 0 };
    const struct span method = subject->transaction ? *subject->transaction->method : none;
    GPtrArray *silent = g_ptr_array_new();
    struct finding *finding = finding_new();
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; family->topic == topic && rule->id; rule++) {
            if (rule_applies(rule, rule_code(subject), method) && !holds(rule, subject, finding)) {
                g_ptr_array_add(silent, (gpointer)rule);
            }
        }
    }
    finding_free(finding);
    return silent;
}
