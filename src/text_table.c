/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_table.h"

#include <string.h>

#include "embedded_data.h"

#define OPTIONAL_START "\342\237\246" /* ⟦ */
#define OPTIONAL_END "\342\237\247"   /* ⟧ */

struct text_table {
    const struct text_table *fallback;
    char *text;         /* what the strings below are parts of */
    GHashTable *groups; /* name -> GHashTable of key -> value */
    GPtrArray *order;   /* names of groups, NULL-terminated once read */
    GHashTable *lists;  /* value -> its parts (strv), made when asked for */
};

static const char *const no_strings[] = { NULL };

/* Where a mistake is. */
struct position {
    const char *name;
    guint line;
    const char *group; /* NULL above the first group */
    const char *key;   /* NULL if it is about the group or the line */
};

G_GNUC_PRINTF(3, 4)
static void
report(GPtrArray *problems, const struct position *at, const char *format, ...)
{
    GString *text;
    va_list arguments;

    if (!problems) {
        return;
    }
    text = g_string_new(NULL);
    g_string_append_printf(text, "%s:%u: ", at->name, at->line);
    if (at->group) {
        g_string_append_printf(text, "[%s] ", at->group);
    }
    if (at->key) {
        g_string_append_printf(text, "%s: ", at->key);
    }
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_ptr_array_add(problems, g_string_free(text, FALSE));
}

/* Lines are looked at for mistakes first; those that have one are left out of what is read. */
struct line_check {
    struct position at;
    GHashTable *seen; /* "group" and "group\nkey" */
    GPtrArray *problems;
    GString *clean;
};

static bool
line_is_group(struct line_check *check, char *line)
{
    gsize length = strlen(line);
    char *group;

    if (line[0] != '[') {
        return false;
    }
    check->at.key = NULL;
    if (length < 3 || line[length - 1] != ']') {
        check->at.group = NULL;
        report(check->problems, &check->at, "the name of the group does not end with ']'");
        return true;
    }
    line[length - 1] = '\0';
    group = g_strdup(line + 1);
    check->at.group = group;
    if (!g_hash_table_add(check->seen, group)) {
        report(check->problems, &check->at, "the group stands twice");
    }
    g_string_append_printf(check->clean, "[%s]\n", group);
    check->at.group = g_hash_table_lookup(check->seen, line + 1);
    return true;
}

static void
line_check_key(struct line_check *check, char *line)
{
    char *equals = strchr(line, '=');
    char *value;

    check->at.key = NULL;
    if (!equals || equals == line) {
        report(check->problems, &check->at, "neither a group, a comment, nor key=value: %s", line);
        return;
    }
    value = equals + 1;
    *equals = '\0';
    check->at.key = g_strchomp(line);
    if (!check->at.group) {
        report(check->problems, &check->at, "stands above the first group");
    } else if (!g_hash_table_add(check->seen, g_strdup_printf("%s\n%s", check->at.group, line))) {
        report(check->problems, &check->at, "stands twice in this group");
    } else if (*value == '\0') {
        report(check->problems, &check->at, "has no value");
    } else {
        g_string_append_printf(check->clean, "%s=%s\n", line, value);
    }
}

static GString *
clean_lines(const char *name, const char *bytes, gsize length, GPtrArray *problems)
{
    struct line_check check = { .at = { .name = name }, .problems = problems };
    const char *end = bytes + length, *start = bytes, *next;

    check.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    check.clean = g_string_sized_new(length);
    for (; start < end; start = next) {
        const char *newline = memchr(start, '\n', (gsize)(end - start));
        char *line = g_strndup(start, (gsize)((newline ? newline : end) - start));

        next = newline ? newline + 1 : end;
        check.at.line++;
        g_strstrip(line);
        if (!g_utf8_validate(line, -1, NULL)) {
            check.at.key = NULL;
            report(problems, &check.at, "is no UTF-8");
        } else if (*line && *line != '#' && !line_is_group(&check, line)) {
            line_check_key(&check, line);
        }
        g_free(line);
    }
    g_hash_table_destroy(check.seen);
    return check.clean;
}

/* @return the keys of the group, which is made if there is none of that name */
static GHashTable *
take_group(struct text_table *table, char *name)
{
    GHashTable *group = g_hash_table_lookup(table->groups, name);

    if (!group) {
        group = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(table->groups, name, group);
        g_ptr_array_add(table->order, name);
    }
    return group;
}

/* A line without mistakes. @param group  the one that it stands in; @return the one of the next */
static GHashTable *
take_line(struct text_table *table, GHashTable *group, char *line)
{
    char *equals = strchr(line, '=');

    if (*line == '[') {
        line[strlen(line) - 1] = '\0'; /* the bracket */
        return take_group(table, line + 1);
    }
    if (*line && *line != '#' && equals && group) {
        *equals = '\0';
        g_hash_table_insert(group, g_strchomp(line), g_strchug(equals + 1));
    }
    return group;
}

/* Names and values are parts of one copy of the text: a table has thousands of them.
 * @param bytes  lines without mistakes */
static struct text_table *
table_of(const char *bytes, gsize length, const struct text_table *fallback)
{
    struct text_table *table = g_new0(struct text_table, 1);
    GHashTable *group = NULL;
    char *line, *next;

    table->fallback = fallback;
    table->groups =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_hash_table_destroy);
    table->lists =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_strfreev);
    table->order = g_ptr_array_new();
    table->text = g_strndup(bytes, length);
    for (line = table->text; line; line = next) {
        next = strchr(line, '\n');
        if (next) {
            *next++ = '\0';
        }
        group = take_line(table, group, g_strstrip(line));
    }
    g_ptr_array_add(table->order, NULL);
    return table;
}

struct text_table *
text_table_new(const char *name, const char *bytes, gsize length, const struct text_table *fallback,
               GPtrArray *problems)
{
    GString *clean = clean_lines(name, bytes, length, problems);
    struct text_table *table = table_of(clean->str, clean->len, fallback);

    g_string_free(clean, TRUE);
    return table;
}

struct text_table *
text_table_new_embedded(const char *name, const struct text_table *fallback, GPtrArray *problems)
{
    const struct embedded_file *file = embedded_file_find(name);

    if (!file) {
        return NULL;
    }
    /* the tests have seen that these have no mistakes: looking again takes half the time */
    return problems ? text_table_new(name, file->bytes, file->length, fallback, problems)
                    : table_of(file->bytes, file->length, fallback);
}

void
text_table_free(struct text_table *table)
{
    if (!table) {
        return;
    }
    g_hash_table_destroy(table->lists);
    g_hash_table_destroy(table->groups);
    g_ptr_array_unref(table->order);
    g_free(table->text);
    g_free(table);
}

const char *
text_table_find(const struct text_table *table, const char *group, const char *key)
{
    for (; table; table = table->fallback) {
        GHashTable *keys = g_hash_table_lookup(table->groups, group);
        const char *value = keys ? g_hash_table_lookup(keys, key) : NULL;

        if (value) {
            return value;
        }
    }
    return NULL;
}

bool
text_table_has_group(const struct text_table *table, const char *group)
{
    return g_hash_table_contains(table->groups, group);
}

const char *const *
text_table_list(const struct text_table *table, const char *group, const char *key)
{
    const char *value = text_table_find(table, group, key);
    gchar **parts;

    if (!value) {
        return no_strings;
    }
    parts = g_hash_table_lookup(table->lists, value);
    if (!parts) {
        parts = g_strsplit(value, ";", -1);
        g_hash_table_insert(table->lists, (gpointer)value, parts);
    }
    return (const char *const *)parts;
}

const char *const *
text_table_groups(const struct text_table *table)
{
    return (const char *const *)table->order->pdata;
}

const char **
text_table_keys(const struct text_table *table, const char *group)
{
    GHashTable *keys = g_hash_table_lookup(table->groups, group);

    return keys ? (const char **)g_hash_table_get_keys_as_array(keys, NULL)
                : g_new0(const char *, 1);
}

static const char *
argument_value(const struct text_argument *arguments, const char *name, gsize length)
{
    for (; arguments->name; arguments++) {
        if (strlen(arguments->name) == length && strncmp(arguments->name, name, length) == 0) {
            return arguments->value;
        }
    }
    return NULL;
}

/* Appends text up to `end` with its placeholders filled in. @return false if one of them has no
 * value. */
static bool
expand_range(GString *result, const char *text, const char *end,
             const struct text_argument *arguments)
{
    bool complete = true;

    while (text < end) {
        const char *brace = memchr(text, '{', (gsize)(end - text));
        const char *close = brace ? memchr(brace, '}', (gsize)(end - brace)) : NULL;
        const char *value;

        if (!close) {
            g_string_append_len(result, text, end - text);
            break;
        }
        g_string_append_len(result, text, brace - text);
        value = argument_value(arguments, brace + 1, (gsize)(close - brace - 1));
        if (value) {
            g_string_append(result, value);
        } else {
            g_string_append_len(result, brace, close - brace + 1);
            complete = false;
        }
        text = close + 1;
    }
    return complete;
}

char *
text_expand(const char *template_text, const struct text_argument *arguments)
{
    GString *result = g_string_new(NULL);
    const char *text = template_text;
    const char *end = text + strlen(text);

    while (text < end) {
        const char *start = strstr(text, OPTIONAL_START);
        const char *close = start ? strstr(start, OPTIONAL_END) : NULL;
        gsize length;

        if (!close) {
            expand_range(result, text, end, arguments);
            break;
        }
        expand_range(result, text, start, arguments);
        length = result->len;
        if (!expand_range(result, start + strlen(OPTIONAL_START), close, arguments)) {
            g_string_truncate(result, length);
        }
        text = close + strlen(OPTIONAL_END);
    }
    return g_string_free(result, FALSE);
}
