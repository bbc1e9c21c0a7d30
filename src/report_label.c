/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_label.h"

const char *
report_label(const struct code_table *table, const char *key)
{
    const char *text = code_table_text(table, "report", key);

    return text ? text : key;
}

const char *
report_reach_label(const struct code_table *table, enum report_reach reach)
{
    char key[32];
    const char *text;

    g_snprintf(key, sizeof(key), "reach.%s", report_reach_name(reach));
    text = code_table_text(table, "report", key);
    return text ? text : report_reach_name(reach);
}

const char *
report_result_label(const struct code_table *table, enum report_result result)
{
    char key[32];
    const char *text;

    g_snprintf(key, sizeof(key), "result.%s", report_result_name(result));
    text = code_table_text(table, "report", key);
    return text ? text : report_result_name(result);
}

char *
report_code_label(const struct code_table *table, uint32_t code, const char *phrase)
{
    if (!code) {
        return g_strdup(report_label(table, "no-answer"));
    }
    return phrase ? g_strdup_printf("%u %s", code, phrase) : g_strdup_printf("%u", code);
}
