/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_table.h"

#include <string.h>

#include "embedded_data.h"
#include "intern.h"

#define OPTIONAL_START "\342\237\246" /* ⟦ */
#define OPTIONAL_END "\342\237\247"   /* ⟧ */

struct text_table {
    char *name; /* of the file */
    const struct text_table *fallback;
    char *text;         /* what the strings below are parts of; NULL if it was not read */
    GStringChunk *own;  /* what they are parts of if text_table_set gave them; NULL if it did not */
    GHashTable *groups; /* name -> GHashTable of key -> value */
    GPtrArray *order;   /* names of groups, NULL-terminated once read */
    GHashTable *lists;  /* value -> its parts (strv), made when asked for */
    GHashTable *lines;  /* "group" and "group\nkey" -> line; NULL if nobody looked for mistakes */
};

static const char *const no_strings[] = { NULL };

/* Where a mistake is. */
struct position {
    const char *name;
    guint line;
    const char *group; /* NULL above the first group */
    const char *key;   /* NULL if it is about the group or the line */
};

static GString *
position_text(const struct position *at)
{
    GString *text = g_string_new(at->name);

    if (at->line) {
        g_string_append_printf(text, ":%u", at->line);
    }
    g_string_append(text, ": ");
    if (at->group) {
        g_string_append_printf(text, "[%s] ", at->group);
    }
    if (at->key) {
        g_string_append_printf(text, "%s: ", at->key);
    }
    return text;
}

G_GNUC_PRINTF(3, 0)
static void
report_list(GPtrArray *problems, const struct position *at, const char *format, va_list arguments)
{
    GString *text = position_text(at);

    g_string_append_vprintf(text, format, arguments);
    g_ptr_array_add(problems, g_string_free(text, FALSE));
}

G_GNUC_PRINTF(3, 4)
static void
report(GPtrArray *problems, const struct position *at, const char *format, ...)
{
    va_list arguments;

    if (problems) {
        va_start(arguments, format);
        report_list(problems, at, format, arguments);
        va_end(arguments);
    }
}

/* Lines are looked at for mistakes first; those that have one are left out of what is read. */
struct line_check {
    struct position at;
    GHashTable *seen; /* "group" and "group\nkey" -> the line where it first stands */
    GPtrArray *problems;
    GString *clean;
};

/* @param name  taken over. @return false if it was seen before */
static bool
is_new(struct line_check *check, char *name)
{
    if (g_hash_table_contains(check->seen, name)) {
        g_free(name);
        return false;
    }
    return g_hash_table_insert(check->seen, name, GUINT_TO_POINTER(check->at.line));
}

/* The table's own copy of the name of a group that was seen. */
static const char *
seen_name(const struct line_check *check, const char *name)
{
    gpointer own = NULL;

    g_hash_table_lookup_extended(check->seen, name, &own, NULL);
    return own;
}

static bool
line_is_group(struct line_check *check, char *line)
{
    gsize length = strlen(line);
    bool first;

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
    if (strpbrk(line + 1, "[]")) {
        check->at.group = NULL;
        report(check->problems, &check->at, "the name of the group has a bracket in it");
        return true;
    }
    first = is_new(check, g_strdup(line + 1));
    check->at.group = seen_name(check, line + 1);
    if (!first) {
        report(check->problems, &check->at, "the group stands twice");
    }
    g_string_append_printf(check->clean, "[%s]\n", check->at.group);
    return true;
}

/* Brackets hold a language. */
static bool
is_key_name(const char *key)
{
    const char *open = strpbrk(key, "[]");

    return !open || (open > key && *open == '[' && open[1] != ']' &&
                     strcspn(open + 1, "[]") == strlen(open) - 2 && open[strlen(open) - 1] == ']');
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
    } else if (!is_key_name(line)) {
        report(check->problems, &check->at, "is no name of a key");
    } else if (!is_new(check, g_strdup_printf("%s\n%s", check->at.group, line))) {
        report(check->problems, &check->at, "stands twice in this group");
    } else if (*value == '\0') {
        report(check->problems, &check->at, "has no value");
    } else {
        g_string_append_printf(check->clean, "%s=%s\n", line, value);
    }
}

/* @param seen  out: for text_table.lines, free it with g_hash_table_destroy */
static GString *
clean_lines(const char *name, const char *bytes, gsize length, GPtrArray *problems,
            GHashTable **seen)
{
    struct line_check check = { .at = { .name = name }, .problems = problems };
    const char *end = bytes + length, *start = bytes, *next;

    check.seen = g_hash_table_new_full(intern_hash_string, g_str_equal, g_free, NULL);
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
    *seen = check.seen;
    return check.clean;
}

/* @return the keys of the group, which is made if there is none of that name */
static GHashTable *
take_group(struct text_table *table, char *name)
{
    GHashTable *group = g_hash_table_lookup(table->groups, name);

    if (!group) {
        group = g_hash_table_new(intern_hash_string, g_str_equal);
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

static struct text_table *
table_new(const char *name, const struct text_table *fallback)
{
    struct text_table *table = g_new0(struct text_table, 1);

    table->name = g_strdup(name);
    table->fallback = fallback;
    table->groups = g_hash_table_new_full(intern_hash_string, g_str_equal, NULL,
                                          (GDestroyNotify)g_hash_table_destroy);
    table->lists =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_strfreev);
    table->order = g_ptr_array_new();
    return table;
}

/* Names and values are parts of one copy of the text: a table has thousands of them.
 * @param bytes  lines without mistakes */
static struct text_table *
table_of(const char *name, const char *bytes, gsize length, const struct text_table *fallback)
{
    struct text_table *table = table_new(name, fallback);
    GHashTable *group = NULL;
    char *line, *next;

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
    GHashTable *lines;
    GString *clean = clean_lines(name, bytes, length, problems, &lines);
    struct text_table *table = table_of(name, clean->str, clean->len, fallback);

    table->lines = lines;
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
                    : table_of(name, file->bytes, file->length, fallback);
}

struct text_table *
text_table_new_empty(const struct text_table *fallback)
{
    struct text_table *table = table_new("", fallback);

    g_ptr_array_add(table->order, NULL);
    return table;
}

void
text_table_set(struct text_table *table, const char *group, const char *key, const char *value)
{
    if (!table->own) {
        table->own = g_string_chunk_new(1024);
    }
    g_ptr_array_set_size(table->order, (gint)table->order->len - 1); /* the NULL */
    g_hash_table_insert(take_group(table, g_string_chunk_insert_const(table->own, group)),
                        g_string_chunk_insert_const(table->own, key),
                        g_string_chunk_insert(table->own, value));
    g_ptr_array_add(table->order, NULL);
}

void
text_table_remove_group(struct text_table *table, const char *group)
{
    guint i;

    if (!g_hash_table_remove(table->groups, group)) {
        return;
    }
    for (i = 0; strcmp(g_ptr_array_index(table->order, i), group) != 0; i++) {
    }
    g_ptr_array_remove_index(table->order, i);
}

static guint
line_of(const struct text_table *table, const char *group, const char *key)
{
    char *name = key ? g_strdup_printf("%s\n%s", group, key) : g_strdup(group);
    guint line =
        table->lines && group ? GPOINTER_TO_UINT(g_hash_table_lookup(table->lines, name)) : 0;

    g_free(name);
    return line;
}

static struct position
position_of(const struct text_table *table, const char *group, const char *key)
{
    return (struct position){
        .name = table->name, .line = line_of(table, group, key), .group = group, .key = key
    };
}

char *
text_table_position(const struct text_table *table, const char *group, const char *key)
{
    const struct position at = position_of(table, group, key);

    return g_strchomp(g_string_free(position_text(&at), FALSE));
}

void
text_table_report(const struct text_table *table, GPtrArray *problems, const char *group,
                  const char *key, const char *format, ...)
{
    const struct position at = position_of(table, group, key);
    va_list arguments;

    if (problems) {
        va_start(arguments, format);
        report_list(problems, &at, format, arguments);
        va_end(arguments);
    }
}

void
text_table_free(struct text_table *table)
{
    if (!table) {
        return;
    }
    if (table->lines) {
        g_hash_table_destroy(table->lines);
    }
    g_hash_table_destroy(table->lists);
    g_hash_table_destroy(table->groups);
    g_ptr_array_unref(table->order);
    if (table->own) {
        g_string_chunk_free(table->own);
    }
    g_free(table->name);
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
            return *value ? value : NULL;
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

/* For keys of one group. */
struct key_order {
    const struct text_table *table;
    const char *group;
};

static gint
compare_lines(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct key_order *order = data;
    guint left = line_of(order->table, order->group, *(const char *const *)a);
    guint right = line_of(order->table, order->group, *(const char *const *)b);

    return left < right ? -1 : left > right;
}

const char **
text_table_keys(const struct text_table *table, const char *group)
{
    GHashTable *keys = g_hash_table_lookup(table->groups, group);
    struct key_order order = { table, group };
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;

    if (keys) {
        g_hash_table_iter_init(&iter, keys);
        while (g_hash_table_iter_next(&iter, &name, NULL)) {
            g_ptr_array_add(names, name);
        }
    }
    if (table->lines) {
        g_ptr_array_sort_with_data(names, compare_lines, &order);
    }
    g_ptr_array_add(names, NULL);
    return (const char **)g_ptr_array_free(names, FALSE);
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
