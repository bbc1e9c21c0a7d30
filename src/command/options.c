/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <stddef.h>
#include <string.h>

const struct option_row option_rows[] = {
    { "format", 'f', "FORMAT", offsetof(struct options, format), candidates_formats },
    { "lang", 'l', "LANGUAGE", offsetof(struct options, language), candidates_languages },
    { "method", 'm', "METHOD", offsetof(struct options, method), candidates_methods },
    { "no-pack", 'p', "NAMES", offsetof(struct options, no_pack), candidates_packs },
    { "width", 'w', "COLUMNS", offsetof(struct options, width), NULL },
    { "out", 'o', "FILE", offsetof(struct options, out), NULL },
    { "filter", 'F', "FILTER", offsetof(struct options, filter), NULL },
    { "fail-on", 'e', "LEVEL", offsetof(struct options, fail_on), candidates_levels },
    { "jobs", 'j', "NUMBER", offsetof(struct options, jobs), NULL },
    { "join", 'J', "WHICH", offsetof(struct options, join), candidates_joins },
    { "tls-keys", 'k', "FILE", offsetof(struct options, tls_keys), NULL },
    { "mask", 'M', NULL, offsetof(struct options, mask), NULL },
    { "mask-key", 'K', "FILE", offsetof(struct options, mask_key), NULL },
    { "fast", 'q', NULL, offsetof(struct options, fast), NULL },
    { "port", 'p', "PORTS", offsetof(struct options, port), NULL },
    { "tshark", 't', "PROGRAM", offsetof(struct options, tshark), NULL },
    { "seed", 's', "NUMBER", offsetof(struct options, seed), NULL },
    { "count", 'n', "NUMBER", offsetof(struct options, count), NULL },
    { "help", 'h', NULL, offsetof(struct options, help), NULL },
    { "version", 'V', NULL, offsetof(struct options, version), NULL },
    { NULL, 0, NULL, 0, NULL },
};

const struct option_row *
option_find(const char *name)
{
    const struct option_row *row;

    for (row = option_rows; row->name; row++) {
        if (strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

static gpointer
value_of(const struct options *options, const struct option_row *row)
{
    return (char *)(gpointer)options + row->offset;
}

gboolean
option_is_given(const struct options *options, const struct option_row *row)
{
    return row->value ? *(char **)value_of(options, row) != NULL
                      : *(gboolean *)value_of(options, row);
}

/* GLib would decode a string by the locale, which this program does not set: "filenames" are taken
 * as they are. */
static GOptionEntry *
entries_new(struct options *options)
{
    GOptionEntry *entries = g_new0(GOptionEntry, G_N_ELEMENTS(option_rows));
    gsize i;

    for (i = 0; option_rows[i].name; i++) {
        entries[i].long_name = option_rows[i].name;
        entries[i].short_name = option_rows[i].letter;
        entries[i].arg = option_rows[i].value ? G_OPTION_ARG_FILENAME : G_OPTION_ARG_NONE;
        entries[i].arg_data = value_of(options, &option_rows[i]);
    }
    return entries;
}

gboolean
options_parse(struct options *options, char ***arguments, GError **error)
{
    GOptionContext *context = g_option_context_new(NULL);
    GOptionEntry *entries = entries_new(options);
    gboolean parsed;

    g_option_context_set_help_enabled(context, FALSE); /* the help has a language */
    g_option_context_add_main_entries(context, entries, NULL);
    parsed = g_option_context_parse_strv(context, arguments, error);
    g_option_context_free(context);
    g_free(entries);
    return parsed;
}

void
options_clear(struct options *options)
{
    const struct option_row *row;

    for (row = option_rows; row->name; row++) {
        if (row->value) {
            g_clear_pointer((char **)value_of(options, row), g_free);
        }
    }
}
