/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "subcommand.h"

#include <string.h>

/* options of everything that is shown as a document */
#define SHOWN "format lang no-pack width help"

const struct subcommand subcommands[] = {
    { "explain", "CODE...", 1, ANY_NUMBER, SHOWN " method", candidates_codes, run_explain, false },
    { "compare", "CODE CODE", 2, 2, SHOWN " method", candidates_codes, run_compare, false },
    { "list", "[CLASS]", 0, 1, SHOWN, candidates_classes, run_list, false },
    { "search", "WORD...", 1, ANY_NUMBER, SHOWN, candidates_codes, run_search, false },
    { "cause", "[ID]", 0, 1, SHOWN, candidates_rules, run_cause, false },
    { "check", "FILE...", 1, ANY_NUMBER, SHOWN, NULL, run_check, false },
    { "languages", "", 0, 0, SHOWN, NULL, run_languages, false },
    { "handbook", "", 0, 0, "lang help", NULL, run_handbook, false },
    { "help", "[COMMAND]", 0, 1, SHOWN, candidates_commands, run_help, false },
    { "complete", "WORD...", 1, ANY_NUMBER, "", NULL, run_complete, true },
    { NULL, NULL, 0, 0, NULL, NULL, NULL, false },
};

const char *const output_format_names[] = { [FORMAT_TEXT] = "text",
                                            [FORMAT_MARKDOWN] = "markdown",
                                            [FORMAT_JSON] = "json",
                                            [FORMAT_HTML] = "html",
                                            NULL };

const struct subcommand *
subcommand_find(const char *name)
{
    const struct subcommand *subcommand;

    for (subcommand = subcommands; subcommand->name; subcommand++) {
        if (strcmp(subcommand->name, name) == 0) {
            return subcommand;
        }
    }
    return NULL;
}

bool
subcommand_takes(const struct subcommand *subcommand, const char *option)
{
    char **names = g_strsplit(subcommand->options, " ", -1);
    bool takes = g_strv_contains((const char *const *)names, option);

    g_strfreev(names);
    return takes;
}

const char *
subcommand_summary(const struct code_table *table, const struct subcommand *subcommand)
{
    char *group = g_strdup_printf("help %s", subcommand->name);
    const char *text = code_table_text(table, group, "summary");

    g_free(group);
    return text ? text : "";
}
