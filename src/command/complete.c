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

/* The values of an option, each behind "start": what the word has of the option itself. */
static void
add_values(const struct invocation *invocation, const struct subcommand *subcommand,
           const struct option_row *option, const char *start, GPtrArray *list)
{
    bool is_format = option->candidates == candidates_formats && subcommand && subcommand->formats;
    candidates_function *candidates = is_format ? subcommand->formats : option->candidates;
    GPtrArray *values = candidates_new();
    guint i;

    if (candidates) {
        candidates(invocation->table, values);
    }
    for (i = 0; i < values->len; i++) {
        const struct candidate *value = g_ptr_array_index(values, i);
        char *word = g_strconcat(start, value->word, NULL);

        candidates_add(list, word, value->description);
        g_free(word);
    }
    g_ptr_array_unref(values);
}

/* "--format=j": the option stands in the same word. @return false if it is no such word */
static bool
add_values_behind_equals(const struct invocation *invocation, const struct subcommand *subcommand,
                         const char *word, GPtrArray *list)
{
    gsize length = strcspn(word, "=");
    char *name = g_strndup(word, length);
    const struct option_row *option = word[length] ? option_of_word(name) : NULL;
    char *start = g_strconcat(name, "=", NULL);

    if (option && option->value) {
        add_values(invocation, subcommand, option, start, list);
    }
    g_free(start);
    g_free(name);
    return option != NULL;
}

static void
add_candidates(const struct invocation *invocation, const char *const *words, guint count,
               GPtrArray *list)
{
    const char *last = words[count - 1];
    const struct option_row *option = count > 1 ? option_of_word(words[count - 2]) : NULL;
    const struct subcommand *subcommand = subcommand_of_words(words, count);

    if (option && option->value) {
        add_values(invocation, subcommand, option, "", list);
    } else if (add_values_behind_equals(invocation, subcommand, last, list)) {
        return;
    } else if (*last == '-') {
        add_options(invocation, subcommand, list);
    } else if (!subcommand) {
        candidates_commands_and_codes(invocation->table, list);
    } else if (subcommand->candidates) {
        subcommand->candidates(invocation->table, list);
    }
}

/* The words as they count: bash makes three of "--format=json". @return free it with
 * g_ptr_array_unref */
static GPtrArray *
words_that_count(const char *const *arguments)
{
    GPtrArray *words = g_ptr_array_new();

    for (; *arguments; arguments++) {
        if (strcmp(*arguments, "=") != 0) {
            g_ptr_array_add(words, (gpointer)*arguments);
        } else if (!arguments[1]) {
            g_ptr_array_add(words, (gpointer) "");
        }
    }
    return words;
}

int
run_complete(struct invocation *invocation)
{
    GPtrArray *words = words_that_count(invocation->arguments);
    const char *start = g_ptr_array_index(words, words->len - 1);
    GPtrArray *list = candidates_new();
    guint i;

    add_candidates(invocation, (const char *const *)words->pdata, words->len, list);
    for (i = 0; i < list->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(list, i);

        if (g_ascii_strncasecmp(candidate->word, start, strlen(start)) == 0) {
            g_string_append_printf(invocation->out, "%s%s%s\n", candidate->word,
                                   candidate->description ? "\t" : "",
                                   candidate->description ? candidate->description : "");
        }
    }
    g_ptr_array_unref(list);
    g_ptr_array_unref(words);
    return EXIT_FINE;
}
