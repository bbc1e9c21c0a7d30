/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A fuzz target without libFuzzer, so that each compiler builds it and its coverage can be
 * measured: reads the files of a folder (records ended by 0x1e, as fuzz_conversation takes them),
 * changes each in ways that only depend on the seed, and hands it to the target, which ends the
 * program if a promise is broken.
 *
 * A record is a packet, and so the changes are those that happen to packets: lost, late, twice, on
 * another way, with another time; a header field missing, or taken from another packet.
 */
#include "fuzz.h"

#define RECORD_END 0x1e
#define RECORD_HEAD 3 /* bytes for the kind, the way, and the time */
#define LONGEST 16384
#define CHANGES 3 /* at most, in one conversation */

/* A conversation as its packets. */
typedef GPtrArray records; /* of GByteArray */

static void
free_bytes(gpointer bytes)
{
    g_byte_array_unref(bytes);
}

static GByteArray *
copy_bytes(const guint8 *bytes, gsize length)
{
    GByteArray *copy = g_byte_array_new();

    return g_byte_array_append(copy, bytes, (guint)length);
}

static records *
split(const guint8 *bytes, gsize length)
{
    records *all = g_ptr_array_new_with_free_func(free_bytes);
    gsize from = 0, to;

    for (to = 0; to < length; to++) {
        if (bytes[to] == RECORD_END) {
            g_ptr_array_add(all, copy_bytes(bytes + from, to - from));
            from = to + 1;
        }
    }
    return all;
}

static void
run(const records *all)
{
    GByteArray *whole = g_byte_array_new();
    const guint8 end = RECORD_END;
    guint i;

    for (i = 0; i < all->len && whole->len < LONGEST; i++) {
        const GByteArray *record = g_ptr_array_index(all, i);

        g_byte_array_append(whole, record->data, record->len);
        g_byte_array_append(whole, &end, 1);
    }
    LLVMFuzzerTestOneInput(whole->data, whole->len);
    g_byte_array_unref(whole);
}

/* ---- what happens to packets ---- */

/* One change. `other` is a packet of another place. */
typedef void (*change)(GRand *random, records *all, guint at, const GByteArray *other);

static void
lose(GRand *random, records *all, guint at, const GByteArray *other)
{
    (void)random;
    (void)other;
    g_ptr_array_remove_index(all, at);
}

static void
repeat(GRand *random, records *all, guint at, const GByteArray *other)
{
    const GByteArray *record = g_ptr_array_index(all, at);

    (void)other;
    g_ptr_array_insert(all, g_rand_int_range(random, (gint32)at, (gint32)all->len + 1),
                       copy_bytes(record->data, record->len));
}

static void
delay(GRand *random, records *all, guint at, const GByteArray *other)
{
    gpointer record = g_ptr_array_steal_index(all, at);

    (void)other;
    g_ptr_array_insert(all, g_rand_int_range(random, 0, (gint32)all->len + 1), record);
}

static void
bring(GRand *random, records *all, guint at, const GByteArray *other)
{
    (void)random;
    g_ptr_array_insert(all, (gint)at, copy_bytes(other->data, other->len));
}

/* Another kind, way or time. */
static void
turn(GRand *random, records *all, guint at, const GByteArray *other)
{
    GByteArray *record = g_ptr_array_index(all, at);

    (void)other;
    if (record->len >= RECORD_HEAD) {
        record->data[g_rand_int_range(random, 0, RECORD_HEAD)] = (guint8)g_rand_int(random);
    }
}

/* The line that begins near the place, with its end. @return its length; 0 if there is none */
static guint
line_at(const GByteArray *record, guint place, guint *from)
{
    const guint8 *end, *start = memchr(record->data + place, '\n', record->len - place);

    if (!start ||
        !(end = memchr(start + 1, '\n', record->len - (gsize)(start + 1 - record->data)))) {
        return 0;
    }
    *from = (guint)(start + 1 - record->data);
    return (guint)(end - start);
}

static guint
any_line(GRand *random, const GByteArray *record, guint *from)
{
    return record->len > RECORD_HEAD
               ? line_at(record, (guint)g_rand_int_range(random, RECORD_HEAD, (gint32)record->len),
                         from)
               : 0;
}

/* A header field less, or that of another packet in its place. */
static void
edit(GRand *random, records *all, guint at, const GByteArray *other)
{
    GByteArray *record = g_ptr_array_index(all, at), *edited;
    guint from, other_from, length = any_line(random, record, &from);
    guint other_length = g_rand_boolean(random) ? any_line(random, other, &other_from) : 0;

    if (!length) {
        return;
    }
    edited = copy_bytes(record->data, from);
    if (other_length) {
        g_byte_array_append(edited, other->data + other_from, other_length);
    }
    g_byte_array_append(edited, record->data + from + length, record->len - from - length);
    g_byte_array_unref(record);
    all->pdata[at] = edited;
}

/* A digit or a letter becomes another: tags, numbers, codes, methods that are almost the same. */
static void
replace(GRand *random, records *all, guint at, const GByteArray *other)
{
    GByteArray *record = g_ptr_array_index(all, at);
    guint place;

    (void)other;
    if (record->len <= RECORD_HEAD) {
        return;
    }
    place = (guint)g_rand_int_range(random, RECORD_HEAD, (gint32)record->len);
    if (g_ascii_isalnum(record->data[place])) {
        record->data[place] =
            (guint8)(g_ascii_isdigit(record->data[place]) ? g_rand_int_range(random, '0', '9' + 1)
                                                          : g_rand_int_range(random, 'a', 'z' + 1));
    }
}

static const change changes[] = { lose, repeat, delay, bring, turn, edit, edit, replace };

/* ---- all conversations ---- */

static const GByteArray *
any_record(GRand *random, const GPtrArray *conversations)
{
    const records *all =
        g_ptr_array_index(conversations, g_rand_int_range(random, 0, (gint32)conversations->len));

    return g_ptr_array_index(all, g_rand_int_range(random, 0, (gint32)all->len));
}

static void
run_changed(GRand *random, const GPtrArray *conversations, const records *original)
{
    records *all = g_ptr_array_copy((GPtrArray *)original, NULL, NULL);
    int left = g_rand_int_range(random, 1, CHANGES + 1);
    guint i;

    g_ptr_array_set_free_func(all, free_bytes);
    for (i = 0; i < all->len; i++) {
        const GByteArray *record = all->pdata[i];

        all->pdata[i] = copy_bytes(record->data, record->len);
    }
    for (; left && all->len; left--) {
        /* what stands nearby is of the same call */
        const records *source = g_rand_boolean(random) ? original : NULL;
        const GByteArray *other =
            source ? g_ptr_array_index(source, g_rand_int_range(random, 0, (gint32)source->len))
                   : any_record(random, conversations);

        changes[g_rand_int_range(random, 0, G_N_ELEMENTS(changes))](
            random, all, (guint)g_rand_int_range(random, 0, (gint32)all->len), other);
    }
    run(all);
    g_ptr_array_unref(all);
}

static void
free_records(gpointer all)
{
    g_ptr_array_unref(all);
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, which no file system gives. */
static GPtrArray *
names_in(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GDir *directory = g_dir_open(folder, 0, NULL);
    const char *name;

    while (directory && (name = g_dir_read_name(directory))) {
        g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    }
    if (directory) {
        g_dir_close(directory);
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static GPtrArray *
conversations_in(const char *folder)
{
    GPtrArray *conversations = g_ptr_array_new_with_free_func(free_records);
    GPtrArray *names = names_in(folder);
    guint i;

    for (i = 0; i < names->len; i++) {
        char *bytes;
        gsize length;

        if (g_file_get_contents(g_ptr_array_index(names, i), &bytes, &length, NULL)) {
            records *all = split((const guint8 *)bytes, length);

            if (all->len) {
                g_ptr_array_add(conversations, all);
            } else {
                g_ptr_array_unref(all);
            }
            g_free(bytes);
        }
    }
    g_ptr_array_unref(names);
    return conversations;
}

int
main(int argc, char **argv)
{
    GPtrArray *conversations = argc == 3 ? conversations_in(argv[1]) : NULL;
    guint64 times = argc == 3 ? g_ascii_strtoull(argv[2], NULL, 10) : 0, time;
    GRand *random = g_rand_new_with_seed(1);
    guint i;

    if (!conversations || !conversations->len) {
        fprintf(stderr, "Usage: %s FOLDER TIMES; a folder with conversations\n", argv[0]);
        return 2;
    }
    for (i = 0; i < conversations->len; i++) {
        run(g_ptr_array_index(conversations, i));
        for (time = 0; time < times; time++) {
            run_changed(random, conversations, g_ptr_array_index(conversations, i));
        }
    }
    printf("%u conversations, each changed %" G_GUINT64_FORMAT " times\n", conversations->len,
           times);
    g_rand_free(random);
    g_ptr_array_unref(conversations);
    return 0;
}
