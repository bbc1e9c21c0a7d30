/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "expert_items.h"

#include <stdlib.h>

#include "explanation.h"
#include "rule.h"
#include "rule_page.h"
#include "tables.h"

#define SEVERITIES 4
#define GROUPS 3
#define ITEMS (GROUPS * SEVERITIES)

/* What has items of its own: a cause, or a code without a cause. */
struct subject_items {
    expert_field fields[ITEMS]; /* by group and severity */
    ei_register_info rows[ITEMS];
};

static expert_module_t *module;

/* struct subject_items by name: id of a rule, "404", "request". Wireshark takes some milliseconds
 * to register all that there could be, so that each is registered when it is used for the first
 * time, and all when a filter names a field that is not registered. */
static GHashTable *subjects;

static bool other_texts; /* the summaries are those of texts that were given up */

/* ---- registration ---- */

static int
wireshark_group(enum finding_group group)
{
    static const int groups[GROUPS] = { [GROUP_RESPONSE_CODE] = PI_RESPONSE_CODE,
                                        [GROUP_SEQUENCE] = PI_SEQUENCE,
                                        [GROUP_PROTOCOL] = PI_PROTOCOL };

    return groups[group];
}

static int
wireshark_severity(enum severity severity)
{
    static const int severities[SEVERITIES] = { [SEVERITY_CHAT] = PI_CHAT,
                                                [SEVERITY_NOTE] = PI_NOTE,
                                                [SEVERITY_WARN] = PI_WARN,
                                                [SEVERITY_ERROR] = PI_ERROR };

    return severities[severity];
}

/* What Wireshark's dialog shows for all of them. @return newly allocated (g_free) */
static char *
summary_of(const char *name)
{
    const struct rule *rule = rule_find(name);
    uint32_t code = (uint32_t)strtoul(name, NULL, 10);
    char *verdict, *summary;

    if (rule) {
        struct rule_page *page = rule_page_new(tables_get(), rule, NULL);

        summary = g_strdup_printf("%s: %s", rule->id, rule_page_verdict(page));
        rule_page_free(page);
        return summary;
    }
    if (!code_is_valid(code)) {
        return g_strdup(name);
    }
    verdict = explanation_expand(code_text(tables_get(), code, NULL, "verdict"), code);
    summary = g_strdup_printf("%u: %s", code, verdict);
    g_free(verdict);
    return summary;
}

/* Wireshark keeps strings and rows. The same name in another group is the same filter. */
static void
fill_row(struct subject_items *items, const char *name, const char *summary,
         enum finding_group group, enum severity severity)
{
    size_t place = (size_t)group * SEVERITIES + (size_t)severity;
    char *filter = g_strdup_printf("sipwhy.expert.%s.%s", name, severity_name(severity));
    ei_register_info row = { &items->fields[place],
                             { g_intern_string(filter), wireshark_group(group),
                               wireshark_severity(severity), g_intern_string(summary), EXPFILL } };

    items->fields[place] = (expert_field)EI_INIT;
    items->rows[place] = row;
    g_free(filter);
}

/* Wireshark's dialog shows the name of the item's field. */
static void
reword(void *name, void *items, void *context _U_)
{
    char *summary = summary_of(name);
    size_t place;

    for (place = 0; place < ITEMS; place++) {
        int field = ((struct subject_items *)items)->fields[place].hf;

        proto_registrar_get_nth((guint)field)->name = g_intern_string(summary);
    }
    g_free(summary);
}

static void
items_register(const char *name)
{
    struct subject_items *items;
    char *summary;
    size_t place;

    if (g_hash_table_contains(subjects, name)) {
        return;
    }
    summary = summary_of(name);
    items = g_new0(struct subject_items, 1);
    for (place = 0; place < ITEMS; place++) {
        fill_row(items, name, summary, (enum finding_group)(place / SEVERITIES),
                 (enum severity)(place % SEVERITIES));
    }
    expert_register_field_array(module, items->rows, ITEMS);
    g_hash_table_insert(subjects, (gpointer)g_intern_string(name), items);
    g_free(summary);
}

static void
register_rules(void)
{
    const struct rule_family *family;
    const struct rule *rule;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            items_register(rule->id);
        }
    }
}

static void
register_all(const char *name _U_)
{
    gsize count, i;
    const struct code_facts *const *facts = code_table_all(tables_get(), &count);

    register_rules();
    for (i = 0; i < count; i++) {
        char code[16];

        snprintf(code, sizeof(code), "%u", facts[i]->code);
        items_register(code);
    }
}

void
expert_items_register(int proto)
{
    module = expert_register_protocol(proto);
    subjects = g_hash_table_new(g_str_hash, g_str_equal);
    proto_register_prefix("sipwhy", register_all);
}

void
expert_items_change_texts(void)
{
    other_texts = true;
}

/* ---- use ---- */

/* Rules of site tables come and go with these: their findings stand with the code. */
static const char *
subject_name(const struct finding *finding, char *code, size_t room)
{
    if (finding->rule && rule_find(finding->rule)) {
        return finding->rule;
    }
    if (!code_is_valid(finding->code)) {
        return finding->is_response ? "invalid" : "request";
    }
    snprintf(code, room, "%u", finding->code);
    return code;
}

expert_field *
expert_items_of(const struct finding *finding)
{
    char code[16];
    const char *name = subject_name(finding, code, sizeof(code));
    struct subject_items *items;

    if (other_texts) {
        other_texts = false;
        g_hash_table_foreach(subjects, reword, NULL);
    }
    items_register(name);
    items = g_hash_table_lookup(subjects, name);
    return &items->fields[(size_t)finding->group * SEVERITIES + (size_t)finding->severity];
}
