/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language.h"

#include <string.h>

#include "embedded_data.h"

#define ENGLISH "en"
#define SUFFIX ".ini"
#define LONGEST_LOCALE 64

/* Chinese is written in two ways, which countries tell, not the language. One cannot stand in for
 * the other. */
static const struct {
    const char *locale, *id;
} scripts[] = {
    { "zh", "zh_Hans" },      { "zh_CN", "zh_Hans" },   { "zh_SG", "zh_Hans" },
    { "zh_Hans", "zh_Hans" }, { "zh_TW", "zh_Hant" },   { "zh_HK", "zh_Hant" },
    { "zh_MO", "zh_Hant" },   { "zh_Hant", "zh_Hant" },
};

/* Whether it holds the texts of a language: no other file has so short a name. */
static bool
is_language_file(const char *name)
{
    gsize letters = 0;

    while (g_ascii_islower(name[letters])) {
        letters++;
    }
    return letters >= 2 && letters <= 3 && (name[letters] == '_' || name[letters] == '.') &&
           g_str_has_suffix(name, SUFFIX);
}

static gint
compare_ids(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;

    if (strcmp(left, ENGLISH) == 0 || strcmp(right, ENGLISH) == 0) {
        return (strcmp(left, ENGLISH) != 0) - (strcmp(right, ENGLISH) != 0);
    }
    return strcmp(left, right);
}

static const char *
without_suffix(const char *file)
{
    char *id = g_strndup(file, strlen(file) - strlen(SUFFIX));
    const char *kept = g_intern_string(id);

    g_free(id);
    return kept;
}

const char **
language_ids(void)
{
    GPtrArray *ids = g_ptr_array_new();
    const struct embedded_file *file;

    for (file = embedded_files; file->name; file++) {
        if (is_language_file(file->name)) {
            g_ptr_array_add(ids, (gpointer)without_suffix(file->name));
        }
    }
    g_ptr_array_sort(ids, compare_ids);
    g_ptr_array_add(ids, NULL);
    return (const char **)g_ptr_array_free(ids, FALSE);
}

/* The value of a key of group [language], which stands near the start of the file. */
static char *
peek(const struct embedded_file *file, const char *key)
{
    const char *group = g_strstr_len(file->bytes, (gssize)file->length, "\n[language]\n");
    const char *value = group ? strstr(group, key) : NULL;

    return value ? g_strndup(value + strlen(key), strcspn(value + strlen(key), "\r\n")) : NULL;
}

char *
language_own_name(const char *id)
{
    char *name = g_strconcat(id, SUFFIX, NULL), *own = NULL;
    const struct embedded_file *file;

    for (file = embedded_files; file->name && !own; file++) {
        if (strcmp(file->name, name) == 0) {
            own = peek(file, "\nname=");
        }
    }
    g_free(name);
    return own ? own : g_strdup(id);
}

/* @return NULL if there is no such file */
static const char *
find_id(const char *name)
{
    const struct embedded_file *file;
    gsize length = strlen(name);

    for (file = embedded_files; file->name; file++) {
        if (is_language_file(file->name) && g_ascii_strncasecmp(file->name, name, length) == 0 &&
            strcmp(file->name + length, SUFFIX) == 0) {
            return without_suffix(file->name);
        }
    }
    return NULL;
}

static const char *
script_of(const char *name)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(scripts); i++) {
        if (g_ascii_strcasecmp(scripts[i].locale, name) == 0) {
            return scripts[i].id;
        }
    }
    return NULL;
}

const char *
language_find(const char *locale)
{
    char name[LONGEST_LOCALE];
    char *end;

    if (!locale || !*locale || g_strlcpy(name, locale, sizeof(name)) >= sizeof(name)) {
        return NULL;
    }
    name[strcspn(name, ".@")] = '\0'; /* the encoding and the variant */
    g_strdelimit(name, "-", '_');
    for (;;) {
        const char *script = script_of(name);
        const char *id = find_id(script ? script : name);

        end = strrchr(name, '_');
        if (id || script || !end) {
            return id;
        }
        *end = '\0'; /* without the country */
    }
}

const char *
language_of_environment(const char *(*variable)(const char *name))
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = variable(names[i]);

        if (value && *value) {
            const char *id = language_find(value);

            return id ? id : ENGLISH;
        }
    }
    return ENGLISH;
}

bool
language_is_right_to_left(const struct code_table *table)
{
    return g_strcmp0(code_table_text(table, "language", "direction"), "rtl") == 0;
}

char *
language_join(const struct code_table *table, const char *const *words, enum language_list how)
{
    static const char *const last[] = {
        [LIST_PLAIN] = "list", [LIST_AND] = "and", [LIST_OR] = "or", [LIST_SENTENCES] = "sentence"
    };
    const char *between = how == LIST_SENTENCES ? last[how] : last[LIST_PLAIN];
    char *joined = g_strdup(*words ? *words : "");

    while (*words && *++words) {
        const char *pattern = code_table_text(table, "language", words[1] ? between : last[how]);
        const struct text_argument arguments[] = { { "before", joined },
                                                   { "next", *words },
                                                   { NULL, NULL } };
        char *longer = text_expand(pattern, arguments);

        g_free(joined);
        joined = longer;
    }
    return joined;
}
