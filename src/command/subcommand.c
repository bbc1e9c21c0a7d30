/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "subcommand.h"

#include <string.h>

/* options of everything that is shown as a document */
#define SHOWN "format lang no-pack width help"
#define REPORTED SHOWN " out fail-on" /* and of reports */
#define RAN " filter jobs join tls-keys mask mask-key fast port tshark"

const struct subcommand subcommands[] = {
    { "explain", "CODE...", 1, ANY_NUMBER, SHOWN " method", candidates_codes, candidates_formats,
      run_explain, false },
    { "compare", "CODE CODE", 2, 2, SHOWN " method", candidates_codes, candidates_formats,
      run_compare, false },
    { "list", "[CLASS]", 0, 1, SHOWN, candidates_classes, candidates_formats, run_list, false },
    { "search", "WORD...", 1, ANY_NUMBER, SHOWN, candidates_codes, candidates_formats, run_search,
      false },
    { "cause", "[ID]", 0, 1, SHOWN, candidates_rules, candidates_formats, run_cause, false },
    { "report", "CAPTURE...", 1, ANY_NUMBER, REPORTED RAN, NULL, candidates_report_formats,
      run_report, false },
    { "merge", "FILE...", 1, ANY_NUMBER, REPORTED, NULL, candidates_report_formats, run_merge,
      false },
    { "quiz", "CAPTURE", 1, 1, SHOWN " seed count tshark", NULL, candidates_formats, run_quiz,
      false },
    { "check", "FILE...", 1, ANY_NUMBER, SHOWN, NULL, candidates_formats, run_check, false },
    { "languages", "", 0, 0, SHOWN, NULL, candidates_formats, run_languages, false },
    { "handbook", "", 0, 0, "lang help", NULL, NULL, run_handbook, false },
    { "help", "[COMMAND]", 0, 1, SHOWN, candidates_commands, candidates_formats, run_help, false },
    { "complete", "WORD...", 1, ANY_NUMBER, "", NULL, NULL, run_complete, true },
    { NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, false },
};

const char *const output_format_names[] = {
    [FORMAT_TEXT] = "text",
    [FORMAT_MARKDOWN] = "markdown",
    [FORMAT_JSON] = "json",
    [FORMAT_HTML] = "html",
    [FORMAT_CSV] = "csv",
    [FORMAT_JUNIT] = "junit",
    NULL,
};

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
