/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "embedded_data.h"
#include "site_code.h"
#include "site_rules.h"

#define PACK_FOLDER "packs/"
#define SUFFIX ".ini"
#define MOST_BYTES (1024 * 1024)
#define BYTE_ORDER_MARK "\357\273\277"

static char *
pack_name(const char *file)
{
    const char *name = file + strlen(PACK_FOLDER);

    return g_strndup(name, strlen(name) - strlen(SUFFIX));
}

const char **
site_pack_names(void)
{
    GPtrArray *names = g_ptr_array_new();
    const struct embedded_file *file;

    for (file = embedded_files; file->name; file++) {
        if (g_str_has_prefix(file->name, PACK_FOLDER)) {
            char *name = pack_name(file->name);

            g_ptr_array_add(names, (gpointer)g_intern_string(name));
            g_free(name);
        }
    }
    g_ptr_array_add(names, NULL);
    return (const char **)g_ptr_array_free(names, FALSE);
}

/* ---- one file ---- */

static bool
is_key_of_file(const void *context, const char *key)
{
    static const char *const keys[] = { "title", "source", "url", NULL };

    (void)context;
    return g_strv_contains(keys, key);
}

static bool
is_no_placeholder(const void *context, const char *key, const char *name)
{
    (void)context;
    (void)key;
    (void)name;
    return true;
}

static void
take_group(struct site_reader *reader, struct site_rules *rules, enum rule_owner owner,
           const char *group)
{
    static const struct site_grammar of_file = { .is_text = is_key_of_file,
                                                 .is_placeholder = is_no_placeholder };

    if (strcmp(group, "file") == 0) {
        site_texts_take(reader, group, NULL, &of_file, NULL);
    } else if (g_str_has_prefix(group, "site ")) {
        site_rules_add(rules, reader, group, owner);
    } else if (!g_str_has_prefix(group, "code ") && !site_text_group_take(reader, group)) {
        text_table_report(reader->file, reader->problems, group, NULL, "no such group");
    }
}

/* Facts come first: texts may speak about codes that the file adds. */
static void
take_file(struct site_reader *reader, enum rule_owner owner, const char *name)
{
    struct site_rules *rules = code_table_site_rules(reader->table);
    const char *const *group;

    for (group = text_table_groups(reader->file); *group; group++) {
        site_code_take(reader, *group, name);
    }
    for (group = text_table_groups(reader->file); *group; group++) {
        take_group(reader, rules, owner, *group);
    }
}

/* A mistake with its line. */
struct place {
    char *problem;
    guint line, index;
};

static gint
compare_places(gconstpointer a, gconstpointer b)
{
    const struct place *left = a, *right = b;

    if (left->line != right->line) {
        return left->line < right->line ? -1 : 1;
    }
    return left->index < right->index ? -1 : left->index > right->index;
}

/* The mistakes of one file, from `first` on, in the order of its lines.
 * @param name  which each of them starts with */
static void
sort_problems(GPtrArray *problems, guint first, const char *name)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(struct place));
    gsize skip = strlen(name) + strlen(":");
    guint i;

    for (i = first; i < problems->len; i++) {
        char *problem = g_ptr_array_index(problems, i);
        struct place place = { problem, 0, i };

        if (strlen(problem) > skip) {
            place.line = (guint)strtoul(problem + skip, NULL, 10);
        }
        g_array_append_val(places, place);
    }
    g_array_sort(places, compare_places);
    for (i = 0; i < places->len; i++) {
        problems->pdata[first + i] = g_array_index(places, struct place, i).problem;
    }
    g_array_unref(places);
}

/* ---- files ---- */

G_GNUC_PRINTF(3, 4)
static void
report_file(GPtrArray *problems, const char *path, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(problems, g_strdup_printf("%s: %s", path, text));
    g_free(text);
}

/* @return false if the file cannot be read: that was reported */
static bool
file_read(const char *path, char **bytes, gsize *length, GPtrArray *problems)
{
    GStatBuf status;
    GError *error = NULL;

    if (g_stat(path, &status) != 0) {
        report_file(problems, path, "%s", g_strerror(errno));
    } else if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) { /* a pipe would never end */
        report_file(problems, path, "is no regular file");
    } else if (status.st_size > MOST_BYTES) {
        report_file(problems, path, "is larger than %d bytes", MOST_BYTES);
    } else if (!g_file_get_contents(path, bytes, length, &error)) {
        report_file(problems, path, "%s", error->message);
        g_error_free(error);
    } else {
        return true;
    }
    return false;
}

/* @param problems  not NULL: without them text_table would not look for lines that are wrong */
static void
take_bytes(struct code_table *table, const char *language, const char *name, const char *bytes,
           gsize length, GPtrArray *problems)
{
    gsize skip = g_str_has_prefix(bytes, BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0;
    guint first = problems->len;
    struct text_table *file = text_table_new(name, bytes + skip, length - skip, NULL, problems);
    struct site_reader reader = { file, table, language, problems };
    char *base = g_path_get_basename(name);

    take_file(&reader, RULE_OF_SITE, base);
    sort_problems(problems, first, name);
    g_free(base);
    text_table_free(file);
}

static void
take_path(struct code_table *table, const char *language, const char *path, GPtrArray *problems)
{
    char *bytes;
    gsize length;

    if (file_read(path, &bytes, &length, problems)) {
        take_bytes(table, language, path, bytes, length, problems);
        g_free(bytes);
    }
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The paths of the files *.ini of a folder in the order of their names. @return of char * */
static GPtrArray *
paths_in(const char *folder)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    GDir *directory = folder ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        if (g_str_has_suffix(name, SUFFIX) && name[0] != '.') {
            g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
        }
    }
    if (directory) {
        g_dir_close(directory);
    }
    g_ptr_array_sort(paths, compare_strings);
    return paths;
}

bool
site_table_is_in(const char *folder)
{
    GPtrArray *paths = paths_in(folder);
    bool found = paths->len > 0;

    g_ptr_array_unref(paths);
    return found;
}

/* ---- packs ---- */

static void
take_packs(struct code_table *table, const struct site_choice *choice)
{
    struct site_reader reader = { NULL, table, choice->language, NULL };
    const struct embedded_file *file;

    for (file = embedded_files; file->name; file++) {
        char *name;

        if (!g_str_has_prefix(file->name, PACK_FOLDER)) {
            continue;
        }
        name = pack_name(file->name);
        if (!choice->without || !g_strv_contains(choice->without, name)) {
            struct text_table *pack = text_table_new_embedded(file->name, NULL, NULL);

            reader.file = pack;
            take_file(&reader, RULE_OF_PACK, name);
            text_table_free(pack);
        }
        g_free(name);
    }
}

static void
check_pack_names(const char *const *names, GPtrArray *problems)
{
    const char **known = site_pack_names();

    for (; names && *names; names++) {
        if (!g_strv_contains(known, *names)) {
            report_file(problems, *names, "no such pack");
        }
    }
    g_free(known);
}

/* ---- all together ---- */

static struct code_table *
open_embedded(const char *language)
{
    struct code_table *table = code_table_new(language, NULL);

    code_table_set_site_rules(table, site_rules_new());
    return table;
}

struct code_table *
site_table_open(const struct site_choice *choice, GPtrArray *problems)
{
    struct code_table *table = open_embedded(choice->language);
    GPtrArray *found = problems ? problems : g_ptr_array_new_with_free_func(g_free);
    GPtrArray *paths = paths_in(choice->folder);
    guint i;

    check_pack_names(choice->without, found);
    if (!choice->without_packs) {
        take_packs(table, choice);
    }
    for (i = 0; i < paths->len; i++) {
        take_path(table, choice->language, g_ptr_array_index(paths, i), found);
    }
    if (!problems) {
        g_ptr_array_unref(found);
    }
    g_ptr_array_unref(paths);
    return table;
}

bool
site_table_check(const char *name, const char *bytes, gsize length, GPtrArray *problems)
{
    struct code_table *table = open_embedded("en");
    guint before = problems->len;

    take_bytes(table, "en", name, bytes, length, problems);
    code_table_free(table);
    return problems->len == before;
}
