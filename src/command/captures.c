/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "captures.h"

#include <stdio.h>
#include <string.h>

#define MAGIC 4

static bool
has_ending(const char *name, const char *const *endings)
{
    char *lower = g_ascii_strdown(name, -1);
    bool has = false;

    for (; *endings && !has; endings++) {
        has = g_str_has_suffix(lower, *endings);
    }
    g_free(lower);
    return has;
}

/* The first bytes of pcap in both byte orders, with microseconds and nanoseconds, and of pcapng. */
static bool
begins_as_capture(const char *path)
{
    static const unsigned char magics[][MAGIC] = {
        { 0xA1, 0xB2, 0xC3, 0xD4 }, { 0xD4, 0xC3, 0xB2, 0xA1 }, { 0xA1, 0xB2, 0x3C, 0x4D },
        { 0x4D, 0x3C, 0xB2, 0xA1 }, { 0x0A, 0x0D, 0x0D, 0x0A },
    };
    unsigned char bytes[MAGIC];
    FILE *file = fopen(path, "rb");
    bool begins = false;
    size_t i;

    if (!file) {
        return false;
    }
    if (fread(bytes, 1, MAGIC, file) == MAGIC) {
        for (i = 0; i < G_N_ELEMENTS(magics); i++) {
            begins = begins || memcmp(bytes, magics[i], MAGIC) == 0;
        }
    }
    fclose(file);
    return begins;
}

/* A file in a folder may be anything; one that only its name makes a capture is reported if it is
 * none. */
static bool
is_capture(const char *path)
{
    static const char *const endings[] = { ".pcap",   ".pcapng",    ".cap", ".pcap.gz",
                                           ".cap.gz", ".pcapng.gz", NULL };

    return has_ending(path, endings) || begins_as_capture(path);
}

static bool add_folder(GPtrArray *paths, const char *folder);

/* Links to folders may lead back to where one came from. */
static void
add_below(GPtrArray *paths, const char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        if (!g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
            add_folder(paths, path);
        }
    } else if (g_file_test(path, G_FILE_TEST_IS_REGULAR) && is_capture(path)) {
        g_ptr_array_add(paths, g_strdup(path));
    }
}

static bool
add_folder(GPtrArray *paths, const char *folder)
{
    GDir *directory = g_dir_open(folder, 0, NULL);
    const char *name;

    if (!directory) {
        return false;
    }
    while ((name = g_dir_read_name(directory))) {
        char *path = g_build_filename(folder, name, NULL);

        add_below(paths, path);
        g_free(path);
    }
    g_dir_close(directory);
    return true;
}

static gint
compare_paths(gconstpointer left, gconstpointer right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void
remove_repeated(GPtrArray *paths)
{
    guint i = 1;

    while (i < paths->len) {
        if (strcmp(g_ptr_array_index(paths, i - 1), g_ptr_array_index(paths, i)) == 0) {
            g_ptr_array_remove_index(paths, i);
        } else {
            i++;
        }
    }
}

GPtrArray *
captures_find(const char *const *arguments, const char **missing)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

    *missing = NULL;
    for (; *arguments; arguments++) {
        bool is_there = true;

        if (!g_file_test(*arguments, G_FILE_TEST_EXISTS)) {
            is_there = false;
        } else if (g_file_test(*arguments, G_FILE_TEST_IS_DIR)) {
            is_there = add_folder(paths, *arguments);
        } else {
            g_ptr_array_add(paths, g_strdup(*arguments));
        }
        if (!is_there && !*missing) {
            *missing = *arguments;
        }
    }
    g_ptr_array_sort(paths, compare_paths);
    remove_repeated(paths);
    return paths;
}
