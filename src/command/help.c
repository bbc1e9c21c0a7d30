/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "subcommand.h"

static const char *
word(const struct invocation *invocation, const char *key)
{
    return code_table_text(invocation->table, "command", key);
}

/* "sipwhy list [CLASS]" */
static char *
usage_of(const struct subcommand *subcommand)
{
    return g_strdup_printf("sipwhy %s%s%s", subcommand->name, *subcommand->arguments ? " " : "",
                           subcommand->arguments);
}

/* "--format FORMAT, -f" */
static void
add_option(const struct invocation *invocation, struct document *document,
           const struct option_row *row)
{
    char *label = g_strdup_printf("-%c, --%s%s%s", row->letter, row->name, row->value ? " " : "",
                                  row->value ? row->value : "");

    document_field(document, label, code_table_text(invocation->table, "option", row->name));
    g_free(label);
}

/* @param subcommand  NULL: all options */
static void
add_options(const struct invocation *invocation, struct document *document,
            const struct subcommand *subcommand)
{
    const struct option_row *row;

    document_heading(document, 1, NULL, word(invocation, "options"));
    for (row = option_rows; row->name; row++) {
        if (!subcommand || subcommand_takes(subcommand, row->name)) {
            add_option(invocation, document, row);
        }
    }
}

static void
add_command(const struct invocation *invocation, struct document *document,
            const struct subcommand *subcommand)
{
    char *group = g_strdup_printf("help %s", subcommand->name);
    char *usage = usage_of(subcommand);
    const char *text = subcommand_summary(invocation->table, subcommand);
    char key[16];
    unsigned number = 1;

    document_heading(document, 1, NULL, usage);
    while (text) {
        document_paragraph(document, text);
        g_snprintf(key, sizeof(key), "more.%u", number++);
        text = code_table_text(invocation->table, group, key);
    }
    add_options(invocation, document, subcommand);
    g_free(usage);
    g_free(group);
}

static void
add_overview(const struct invocation *invocation, struct document *document)
{
    const struct subcommand *subcommand;

    document_heading(document, 1, NULL, "sipwhy CODE...");
    document_paragraph(document, word(invocation, "about"));
    document_heading(document, 1, NULL, word(invocation, "commands"));
    for (subcommand = subcommands; subcommand->name; subcommand++) {
        if (!subcommand->is_hidden) {
            char *usage = usage_of(subcommand);

            document_field(document, usage, subcommand_summary(invocation->table, subcommand));
            g_free(usage);
        }
    }
    add_options(invocation, document, NULL);
    document_heading(document, 1, NULL, word(invocation, "exit"));
    document_field(document, "0", word(invocation, "exit.0"));
    document_field(document, "1", word(invocation, "exit.1"));
    document_field(document, "2", word(invocation, "exit.2"));
}

static void
write_json(struct invocation *invocation, const struct subcommand *subcommand)
{
    char **options = g_strsplit(subcommand->options, " ", -1);
    struct json_writer writer;

    invocation_json_begin(invocation, &writer, "command");
    json_string(&writer, "name", subcommand->name);
    json_string(&writer, "arguments", subcommand->arguments);
    json_string(&writer, "summary", subcommand_summary(invocation->table, subcommand));
    json_strings(&writer, "options", (const char *const *)options);
    invocation_json_end(&writer);
    g_strfreev(options);
}

static void
show_json(struct invocation *invocation, const struct subcommand *only)
{
    const struct subcommand *subcommand;

    for (subcommand = subcommands; subcommand->name; subcommand++) {
        if (only ? only == subcommand : !subcommand->is_hidden) {
            write_json(invocation, subcommand);
        }
    }
}

/* Also called for --help, where the arguments may be those of any subcommand. */
int
run_help(struct invocation *invocation)
{
    const char *name = invocation->arguments[0];
    const struct subcommand *subcommand = name ? subcommand_find(name) : NULL;
    struct document *document;

    if (name && !subcommand && !invocation->options->help) {
        char *near = candidates_near(candidates_commands, invocation->table, name);
        int status = complain(invocation->table, "unknown-command", name, near);

        g_free(near);
        return status;
    }
    if (invocation->format == FORMAT_JSON) {
        show_json(invocation, subcommand);
        return EXIT_FINE;
    }
    document = invocation_document(invocation, "sipwhy");
    if (subcommand) {
        add_command(invocation, document, subcommand);
    } else {
        add_overview(invocation, document);
    }
    invocation_show(invocation, document);
    return EXIT_FINE;
}
