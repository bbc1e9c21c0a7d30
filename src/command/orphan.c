/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "orphan.h"

#include <string.h>

#include "explanation.h"

#define RULE "rsp-orphan"

bool
orphan_is(const struct report_problem *problem)
{
    return problem && g_str_has_prefix(problem->cause, RULE);
}

static void
replace(char **text, const char *with)
{
    g_free(*text);
    *text = g_strdup(with);
}

static void
take_steps(struct report_problem *problem, const struct explanation *explanation)
{
    guint i;

    g_ptr_array_set_size(problem->fix, 0);
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        report_add_step(problem, g_strdupv(step->actors), g_strdup(step->label),
                        g_strdup(step->text));
    }
}

static char **
copy(const GPtrArray *strings)
{
    char **copied = g_new0(char *, strings->len + 1);
    guint i;

    for (i = 0; i < strings->len; i++) {
        copied[i] = g_strdup(g_ptr_array_index(strings, i));
    }
    return copied;
}

static void
explain(struct report_problem *problem, const struct explanation *explanation)
{
    replace(&problem->cause, explanation->cause);
    replace(&problem->confidence, explanation->confidence);
    replace(&problem->verdict, explanation->verdict);
    replace(&problem->means, explanation->means);
    g_strfreev(problem->actors);
    problem->actors = copy(explanation->actors);
    g_strfreev(problem->why);
    problem->why = copy(explanation->why);
    take_steps(problem, explanation);
    g_ptr_array_set_size(problem->evidence, 0);
}

void
orphan_adopt(struct report_problem *problem, const struct code_table *table)
{
    const struct code_facts *facts = problem ? code_table_find(table, problem->code) : NULL;
    struct explanation *explanation;
    struct finding *finding;

    if (!orphan_is(problem) || !problem->code) {
        return;
    }
    finding = finding_new();
    finding_clear(finding);
    finding->is_response = true;
    finding->code = problem->code;
    finding->method = problem->method;
    finding->cause = "general";
    finding->confidence = CONFIDENCE_GENERAL;
    finding->severity = facts ? facts->severity : SEVERITY_WARN;
    explanation = explanation_new(table, finding, (struct span){ NULL, 0 });
    problem->severity = finding->severity;
    explain(problem, explanation);
    explanation_free(explanation);
    finding_free(finding);
}
