/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check_table.h"

#include <string.h>

#include "site_table.h"
#include "text_table.h"

/* A file of a language. */
struct checked {
    const char *name;
    const char *bytes;
    const struct text_table *english;
    GPtrArray *problems;
};

/* The line on which a key of a group stands; of the group itself if the key is NULL. The table
 * does not keep it, and is asked for only when there is a mistake. */
static unsigned
line_of(const struct checked *checked, const char *group, const char *key)
{
    char **lines = g_strsplit(checked->bytes, "\n", -1);
    char *title = g_strdup_printf("[%s]", group);
    bool inside = false;
    unsigned at = 0;
    gsize i;

    for (i = 0; lines[i] && !at; i++) {
        char *sign = strchr(g_strstrip(lines[i]), '=');

        if (*lines[i] == '[') {
            inside = strcmp(lines[i], title) == 0;
            at = inside && !key ? (unsigned)i + 1 : 0;
        } else if (inside && key && sign) {
            *sign = '\0';
            at = strcmp(g_strchomp(lines[i]), key) == 0 ? (unsigned)i + 1 : 0;
        }
    }
    g_free(title);
    g_strfreev(lines);
    return at;
}

G_GNUC_PRINTF(4, 5)
static void
report(const struct checked *checked, const char *group, const char *key, const char *format, ...)
{
    GString *text = g_string_new(NULL);
    va_list arguments;

    g_string_append_printf(text, "%s:%u: [%s] ", checked->name, line_of(checked, group, key),
                           group);
    if (key) {
        g_string_append_printf(text, "%s: ", key);
    }
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_ptr_array_add(checked->problems, g_string_free(text, FALSE));
}

/* True if the English texts of the group, or of the rule whose variant it is, name the value. */
static bool
english_has(const struct checked *checked, const char *group, const char *placeholder)
{
    const char **keys = text_table_keys(checked->english, group);
    char *rule = g_str_has_prefix(group, "rule ") && strchr(group, '/')
                     ? g_strndup(group, strcspn(group, "/"))
                     : NULL;
    bool has = false;
    gsize i;

    for (i = 0; keys[i] && !has; i++) {
        has = strstr(text_table_find(checked->english, group, keys[i]), placeholder) != NULL;
    }
    g_free(keys);
    has = has || (rule && english_has(checked, rule, placeholder));
    g_free(rule);
    return has;
}

static void
check_placeholders(const struct checked *checked, const char *group, const char *key,
                   const char *text)
{
    const char *brace = strchr(text, '{'), *close;

    for (; brace && (close = strchr(brace, '}')); brace = strchr(close, '{')) {
        char *placeholder = g_strndup(brace, (gsize)(close - brace) + 1);

        if (!english_has(checked, group, placeholder)) {
            report(checked, group, key, "nothing is filled in for %s", placeholder);
        }
        g_free(placeholder);
    }
}

static void
check_keys(const struct checked *checked, const struct text_table *table, const char *group)
{
    const char **keys = text_table_keys(table, group);
    gsize i;

    for (i = 0; keys[i]; i++) {
        if (!text_table_find(checked->english, group, keys[i])) {
            report(checked, group, keys[i], "no such key in en.ini");
        } else {
            check_placeholders(checked, group, keys[i], text_table_find(table, group, keys[i]));
        }
    }
    g_free(keys);
}

static void
check_language(const struct checked *checked, const struct text_table *table)
{
    const char *const *group;

    for (group = text_table_groups(table); *group; group++) {
        if (text_table_has_group(checked->english, *group)) {
            check_keys(checked, table, *group);
        } else {
            report(checked, *group, NULL, "no such group in en.ini");
        }
    }
}

void
check_table(const char *name, const char *bytes, gsize length, GPtrArray *problems)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    struct text_table *table = text_table_new(name, bytes, length, NULL, own);
    struct text_table *english = text_table_new_embedded("en.ini", NULL, NULL);
    const struct checked checked = { name, bytes, english, own };

    if (text_table_has_group(table, "language")) {
        check_language(&checked, table);
        while (own->len) {
            g_ptr_array_add(problems, g_ptr_array_steal_index(own, 0));
        }
    } else {
        site_table_check(name, bytes, length, problems);
    }
    g_ptr_array_unref(own);
    text_table_free(english);
    text_table_free(table);
}
