/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "tables.h"

#include <wsutil/report_message.h>

#include "preferences.h"
#include "site_rules.h"

/* A window of Wireshark has to hold the report; a line of it can be long. */
#define MOST_MISTAKES 25

static struct code_table *table;
static bool checked; /* the mistakes of the user's tables were reported */
static void (*when_changed)(void);

/* One report for all, so that Wireshark shows one window; a mistake on each line. */
static void
report(const GPtrArray *mistakes)
{
    GString *text = g_string_new(NULL);
    guint i;

    for (i = 0; i < mistakes->len && i < MOST_MISTAKES; i++) {
        g_string_append_printf(text, "%ssipwhy: %s", i ? "\n" : "",
                               (const char *)g_ptr_array_index(mistakes, i));
    }
    if (mistakes->len > MOST_MISTAKES) {
        g_string_append_printf(text, "\nsipwhy: +%u", mistakes->len - MOST_MISTAKES);
    }
    if (mistakes->len) {
        report_failure("%s", text->str);
    }
    g_string_free(text, TRUE);
}

static void
preference_changed(void)
{
    code_table_free(table);
    table = NULL;
    checked = false;
    if (when_changed) {
        when_changed();
    }
}

module_t *
tables_register(int proto, void (*changed)(void))
{
    when_changed = changed;
    return preferences_register(proto, preference_changed);
}

const struct code_table *
tables_get(void)
{
    struct site_choice choice;

    if (table && preferences_differ()) {
        preference_changed();
    }
    if (!table) {
        preferences_choice(&choice);
        table = site_table_open(&choice, NULL);
    }
    return table;
}

void
tables_check(void)
{
    struct site_choice choice;
    GPtrArray *mistakes;

    if (checked) {
        return;
    }
    checked = true;
    preferences_choice(&choice);
    if (site_table_is_in(choice.folder)) {
        mistakes = g_ptr_array_new_with_free_func(g_free);
        code_table_free(table);
        table = site_table_open(&choice, mistakes);
        report(mistakes);
        g_ptr_array_unref(mistakes);
    }
}

void
tables_report(void)
{
    struct site_rules *rules = table ? code_table_site_rules(table) : NULL;
    GPtrArray *mistakes = g_ptr_array_new_with_free_func(g_free);
    char *problem;

    while (rules && (problem = site_rules_take_problem(rules))) {
        g_ptr_array_add(mistakes, problem);
    }
    report(mistakes);
    g_ptr_array_unref(mistakes);
}

void
tables_close(void)
{
    code_table_free(table);
    table = NULL;
    preferences_end();
}
