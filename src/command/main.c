/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "language.h"
#include "site_table.h"
#include "subcommand.h"

/* Everything at once at the end: an answer is there or it is not. A reader that went away is no
 * mistake of the user's. @return the exit code */
static int
write_out(const struct code_table *table, const GString *out, int status)
{
    bool written = fwrite(out->str, 1, out->len, stdout) == out->len && fflush(stdout) == 0;

    if (written) {
        return status;
    }
    return errno == EPIPE ? EXIT_WRONG : complain(table, "write-error", g_strerror(errno), NULL);
}

/* Says which of the words was meant. */
static int
complain_near(const struct code_table *table, const char *key, const char *word,
              candidates_function *candidates)
{
    char *near = candidates_near(candidates, table, word);
    int status = complain(table, key, word, near);

    g_free(near);
    return status;
}

/* Options that the subcommand does not take. */
static int
check_options(const struct invocation *invocation)
{
    const struct option_row *row;

    for (row = option_rows; row->name; row++) {
        if (option_is_given(invocation->options, row) &&
            !subcommand_takes(invocation->subcommand, row->name)) {
            const struct text_argument arguments[] = { { "command", invocation->subcommand->name },
                                                       { "option", row->name },
                                                       { NULL, NULL } };
            char *text = command_text(invocation->table, "option-not-taken", arguments);
            int status = complain_plainly(text);

            g_free(text);
            return status;
        }
    }
    return EXIT_FINE;
}

static int
check_arguments(const struct invocation *invocation)
{
    guint count = g_strv_length((char **)(gpointer)invocation->arguments);
    const struct subcommand *subcommand = invocation->subcommand;

    if (count < subcommand->minimum) {
        return complain(invocation->table, "too-few", subcommand->name, NULL);
    }
    if (count > subcommand->maximum) {
        return complain(invocation->table, "too-many", subcommand->name, NULL);
    }
    return EXIT_FINE;
}

/* The values of the common options. */
static int
read_values(struct invocation *invocation)
{
    const struct options *options = invocation->options;
    const char *name;

    if (options->format) {
        candidates_function *formats = invocation->subcommand->formats;

        name = candidates_match(formats, invocation->table, options->format);
        if (!name) {
            return complain_near(invocation->table, "unknown-format", options->format, formats);
        }
        while (strcmp(output_format_names[invocation->format], name) != 0) {
            invocation->format++;
        }
    }
    if (options->method) {
        invocation->method =
            candidates_match(candidates_methods, invocation->table, options->method);
        if (!invocation->method) {
            return complain_near(invocation->table, "unknown-method", options->method,
                                 candidates_methods);
        }
    }
    if (options->width && !g_ascii_string_to_unsigned(options->width, 10, 0, 10000, NULL, NULL)) {
        return complain(invocation->table, "unknown-width", options->width, NULL);
    }
    return EXIT_FINE;
}

/* Finds the subcommand: a code alone asks for its explanation. */
static int
choose_subcommand(struct invocation *invocation)
{
    const char *first = invocation->arguments[0];

    if (invocation->options->version) {
        g_string_append(invocation->out, "sipwhy " SIPWHY_VERSION "\n");
        return EXIT_FINE;
    }
    if (invocation->options->help) {
        invocation->subcommand = subcommand_find("help");
        return EXIT_FINE;
    }
    if (!first) {
        return complain(invocation->table, "nothing-asked", NULL, NULL);
    }
    invocation->subcommand = subcommand_find(first);
    if (invocation->subcommand) {
        invocation->arguments++;
    } else if (g_ascii_isdigit(*first)) {
        invocation->subcommand = subcommand_find("explain");
    } else {
        return complain_near(invocation->table, "unknown-command", first,
                             candidates_commands_and_codes);
    }
    return EXIT_FINE;
}

static int
run(struct invocation *invocation)
{
    int status = choose_subcommand(invocation);

    if (status == EXIT_FINE && invocation->subcommand) {
        status = check_options(invocation);
        status = status ? status : check_arguments(invocation);
        status = status ? status : read_values(invocation);
        status = status ? status : invocation->subcommand->run(invocation);
    }
    return status == EXIT_WRONG && !invocation->out->len
               ? status
               : write_out(invocation->table, invocation->out, status);
}

/* Mistakes in the user's own tables cost nothing but themselves. */
static struct code_table *
open_tables(const char *language, const struct options *options)
{
    char *folder = g_build_filename(g_get_user_config_dir(), "sipwhy", NULL);
    char **without = g_strsplit(options->no_pack ? options->no_pack : "", ",", -1);
    const struct site_choice choice = { .language = language,
                                        .folder = folder,
                                        .without = (const char *const *)without };
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    struct code_table *table = site_table_open(&choice, problems);
    guint i;

    for (i = 0; i < problems->len; i++) {
        complain_plainly(g_ptr_array_index(problems, i));
    }
    g_ptr_array_unref(problems);
    g_strfreev(without);
    g_free(folder);
    return table;
}

/* With the words of the command line but the program's name. */
static int
run_in_language(const struct options *options, const char *const *arguments)
{
    const char *wanted = options->language ? language_find(options->language) : NULL;
    const char *language = wanted ? wanted : language_of_environment(g_getenv);
    struct code_table *table = open_tables(language, options);
    struct invocation invocation = { .table = table,
                                     .language = language,
                                     .options = options,
                                     .arguments = arguments,
                                     .out = g_string_new(NULL) };
    int status =
        options->language && !wanted
            ? complain_near(table, "unknown-language", options->language, candidates_languages)
            : run(&invocation);

    g_string_free(invocation.out, TRUE);
    code_table_free(table);
    return status;
}

int
main(int argc, char **argv)
{
    /* what is to be completed looks like options, but is none of this call's */
    bool is_completion = argc > 1 && strcmp(argv[1], "complete") == 0;
    char **words = g_strdupv(argv);
    struct options options = { 0 };
    GError *error = NULL;
    int status;

    if (argc > 0 && !is_completion && !options_parse(&options, &words, &error)) {
        status = complain_plainly(error->message);
        g_error_free(error);
    } else {
        status = run_in_language(&options, (const char *const *)words + (argc > 0));
    }
    options_clear(&options);
    g_strfreev(words);
    return status;
}
