/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "series.h"

#include <string.h>

const char *const series_join_names[] = {
    [SERIES_NAMED] = "series",
    [SERIES_ALL] = "all",
    [SERIES_NONE] = "none",
    NULL,
};

/* What programs name pieces. What is not the number or the time is the same in a series. */
static const char *const patterns[] = {
    "^(?<before>.*_)(?<number>[0-9]{5,})_(?<time>[0-9]{14})(?<after>(\\.[^/]*)?)$",
    "^(?<before>.*_)(?<time>[0-9]{14})_(?<number>[0-9]{5,})(?<after>(\\.[^/]*)?)$",
    "^(?<before>.*\\.(pcap|cap|pcapng))(?<number>([1-9][0-9]*)?)(?<after>(\\.gz)?)(?<time>)$",
};

/* A path, taken apart. */
struct piece_name {
    char *path;     /* borrowed */
    char *key;      /* of its series; NULL if it is no piece of any */
    char *time;     /* fourteen digits, or none */
    guint64 number; /* in the series */
};

static void
name_free(gpointer data)
{
    struct piece_name *name = data;

    g_free(name->key);
    g_free(name->time);
    g_free(name);
}

/* @return false if the path has not this form */
static bool
take_apart(struct piece_name *name, GRegex *const *forms, gsize form)
{
    GMatchInfo *match;
    bool has_form = g_regex_match(forms[form], name->path, 0, &match);

    if (has_form) {
        char *before = g_match_info_fetch_named(match, "before");
        char *number = g_match_info_fetch_named(match, "number");
        char *after = g_match_info_fetch_named(match, "after");

        name->key = g_strdup_printf("%" G_GSIZE_FORMAT " %s\n%s", form, before, after);
        name->number = g_ascii_strtoull(number, NULL, 10);
        name->time = g_match_info_fetch_named(match, "time");
        g_free(before);
        g_free(number);
        g_free(after);
    }
    g_match_info_free(match);
    return has_form;
}

static struct piece_name *
name_new(char *path, GRegex *const *forms)
{
    struct piece_name *name = g_new0(struct piece_name, 1);
    gsize form = 0;

    name->path = path;
    while (form < G_N_ELEMENTS(patterns) && !take_apart(name, forms, form)) {
        form++;
    }
    return name;
}

/* Series behind one another; whoever captured twice with the same name began to count again. */
static gint
compare_names(gconstpointer left, gconstpointer right)
{
    const struct piece_name *a = *(struct piece_name *const *)left;
    const struct piece_name *b = *(struct piece_name *const *)right;
    int order = g_strcmp0(a->key, b->key);

    order = order ? order : g_strcmp0(a->time, b->time);
    if (!order && a->number != b->number) {
        order = a->number < b->number ? -1 : 1;
    }
    return order ? order : strcmp(a->path, b->path);
}

/* tcpdump -W counts in a ring, where the first piece is any: then there is none without a number.
 */
static bool
may_begin(const struct piece_name *name)
{
    return name->key && (*name->time || !name->number);
}

static bool
goes_on(const struct piece_name *before, const struct piece_name *name)
{
    return before && name->key && g_strcmp0(before->key, name->key) == 0 &&
           name->number == before->number + 1;
}

static void
list_free(gpointer data)
{
    g_ptr_array_unref(data);
}

static GPtrArray *
lists_new(void)
{
    return g_ptr_array_new_with_free_func(list_free);
}

static void
add_list(GPtrArray *lists, char *path)
{
    GPtrArray *list = g_ptr_array_new();

    g_ptr_array_add(list, path);
    g_ptr_array_add(lists, list);
}

/* @return in the order of the series */
static GPtrArray *
names_of(const GPtrArray *paths)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(name_free);
    GRegex *forms[G_N_ELEMENTS(patterns)];
    guint i;

    for (i = 0; i < G_N_ELEMENTS(patterns); i++) {
        forms[i] = g_regex_new(patterns[i], G_REGEX_RAW, 0, NULL);
    }
    for (i = 0; i < paths->len; i++) {
        g_ptr_array_add(names, name_new(g_ptr_array_index(paths, i), forms));
    }
    for (i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_regex_unref(forms[i]);
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static GPtrArray *
find_named(const GPtrArray *paths)
{
    GPtrArray *names = names_of(paths), *lists = lists_new();
    const struct piece_name *before = NULL; /* of the series that is going on */
    guint i;

    for (i = 0; i < names->len; i++) {
        const struct piece_name *name = g_ptr_array_index(names, i);

        if (goes_on(before, name)) {
            g_ptr_array_add(g_ptr_array_index(lists, lists->len - 1), name->path);
            before = name;
        } else {
            add_list(lists, name->path);
            before = may_begin(name) ? name : NULL;
        }
    }
    g_ptr_array_unref(names);
    return lists;
}

GPtrArray *
series_find(const GPtrArray *paths, enum series_join join)
{
    GPtrArray *lists;
    guint i;

    if (join == SERIES_NAMED) {
        return find_named(paths);
    }
    lists = lists_new();
    for (i = 0; i < paths->len; i++) {
        if (join == SERIES_ALL && i) {
            g_ptr_array_add(g_ptr_array_index(lists, 0), g_ptr_array_index(paths, i));
        } else {
            add_list(lists, g_ptr_array_index(paths, i));
        }
    }
    return lists;
}
