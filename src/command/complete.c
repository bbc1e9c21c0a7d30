/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the shells ask when a user presses the key for completion: "sipwhy complete WORD..." gets
 * the words behind the program's name, the last of which is to be completed, and prints a candidate
 * a line, with its description behind a tab. Nothing: a file name may stand there. */
#include <string.h>

#include "subcommand.h"

/* The option that a word on the command line names; NULL if it is none. */
static const struct option_row *
option_of_word(const char *word)
{
    const struct option_row *row;

    if (g_str_has_prefix(word, "--")) {
        return option_find(word + 2);
    }
    for (row = option_rows; row->name; row++) {
        if (word[0] == '-' && word[1] == row->letter && word[2] == '\0') {
            return row;
        }
    }
    return NULL;
}

/* The subcommand among the words but the last one. @return NULL if there is none yet */
static const struct subcommand *
subcommand_of_words(const char *const *words, guint count)
{
    guint i;

    for (i = 0; i + 1 < count; i++) {
        const struct option_row *option = option_of_word(words[i]);

        if (option && option->value) {
            i++; /* its value */
        } else if (*words[i] != '-') {
            const struct subcommand *subcommand = subcommand_find(words[i]);

            return subcommand ? subcommand : subcommand_find("explain");
        }
    }
    return NULL;
}

static void
add_options(const struct invocation *invocation, const struct subcommand *subcommand,
            GPtrArray *list)
{
    const struct option_row *row;

    for (row = option_rows; row->name; row++) {
        if (!subcommand || subcommand_takes(subcommand, row->name)) {
            char *word = g_strdup_printf("--%s", row->name);

            candidates_add(list, word, code_table_text(invocation->table, "option", row->name));
            g_free(word);
        }
    }
}

static void
add_candidates(const struct invocation *invocation, GPtrArray *list)
{
    const char *const *words = invocation->arguments;
    guint count = g_strv_length((char **)(gpointer)words);
    const struct option_row *option = count > 1 ? option_of_word(words[count - 2]) : NULL;
    const struct subcommand *subcommand = subcommand_of_words(words, count);

    if (option && option->value) {
        if (option->candidates) {
            option->candidates(invocation->table, list);
        }
    } else if (*words[count - 1] == '-') {
        add_options(invocation, subcommand, list);
    } else if (!subcommand) {
        candidates_commands_and_codes(invocation->table, list);
    } else if (subcommand->candidates) {
        subcommand->candidates(invocation->table, list);
    }
}

int
run_complete(struct invocation *invocation)
{
    guint count = g_strv_length((char **)(gpointer)invocation->arguments);
    const char *start = invocation->arguments[count - 1];
    GPtrArray *list = candidates_new();
    guint i;

    add_candidates(invocation, list);
    for (i = 0; i < list->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(list, i);

        if (g_ascii_strncasecmp(candidate->word, start, strlen(start)) == 0) {
            g_string_append_printf(invocation->out, "%s%s%s\n", candidate->word,
                                   candidate->description ? "\t" : "",
                                   candidate->description ? candidate->description : "");
        }
    }
    g_ptr_array_unref(list);
    return EXIT_FINE;
}
