/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces of a series go to the standard input of one tshark, one behind the other. */
#include <string.h>

#include <glib/gstdio.h>

#include "excerpt.h"
#include "piece.h"
#include "tshark_private.h"

/* What is read of a piece: itself, or an excerpt of it. */
struct part {
    char *path;
    char *numbers; /* of an excerpt: file with those of its frames; else NULL */
    struct piece piece;
    uint32_t frames; /* of the whole piece */
};

/* A series while it is read. */
struct series {
    struct pool *pool;
    struct tshark_run *run;
    struct part *parts; /* as many as it has pieces */
    char *numbers, *places;
};

static struct tshark_run *
piece_at(const struct series *series, guint place)
{
    return g_ptr_array_index(series->run->pieces, place);
}

/* ---- parts ---- */

static bool
make_excerpt(struct series *series, guint place)
{
    struct tshark_run *run = series->run, *piece = piece_at(series, place);
    struct part *part = &series->parts[place];
    struct excerpt excerpt = { 0 };
    bool is_made;

    part->path = g_strconcat(piece->output, ".pcap", NULL);
    part->numbers = g_strconcat(piece->output, ".numbers", NULL);
    is_made = excerpt_make(piece->path, tshark_pool_settings(series->pool)->ports, part->path,
                           part->numbers, &excerpt);
    g_free(excerpt.reason);
    if (!is_made || excerpt.packets > UINT32_MAX) {
        return false;
    }
    piece->is_cut = excerpt.is_damaged;
    part->frames = (uint32_t)excerpt.packets;
    if (excerpt.packets) {
        run->first_ns = run->packets ? MIN(run->first_ns, excerpt.first_ns) : excerpt.first_ns;
        run->last_ns = run->packets ? MAX(run->last_ns, excerpt.last_ns) : excerpt.last_ns;
    }
    run->packets += excerpt.packets;
    return piece_read(part->path, &part->piece);
}

static bool
take_whole(struct series *series, guint place)
{
    struct tshark_run *piece = piece_at(series, place);
    struct part *part = &series->parts[place];
    bool is_read = piece_read(piece->path, &part->piece);

    part->path = g_strdup(piece->path);
    part->frames = part->piece.packets;
    piece->is_cut = part->piece.is_cut;
    return is_read;
}

/* @return false if they are not all of one kind */
static bool
make_parts(struct series *series)
{
    bool is_fast = tshark_pool_settings(series->pool)->is_fast;
    uint64_t frames = 0;
    guint i;

    series->run->is_excerpt = is_fast;
    for (i = 0; i < series->run->pieces->len; i++) {
        struct part *part = &series->parts[i];

        if (!(is_fast ? make_excerpt(series, i) : take_whole(series, i)) ||
            !piece_fits(&series->parts[0].piece, &part->piece)) {
            return false;
        }
        frames += part->frames;
    }
    return frames <= UINT32_MAX;
}

static void
remove_parts(struct series *series)
{
    guint i;

    for (i = 0; i < series->run->pieces->len; i++) {
        struct part *part = &series->parts[i];

        if (part->numbers) {
            g_unlink(part->path);
            g_unlink(part->numbers);
        }
        g_free(part->path);
        g_free(part->numbers);
    }
    g_free(series->parts);
}

/* ---- files for the plugin ---- */

static bool
write_places(const struct series *series)
{
    GString *list = g_string_new(NULL);
    bool is_written;
    guint i;

    for (i = 0; i < series->run->pieces->len; i++) {
        g_string_append_printf(list, "%u %s\n", series->parts[i].frames, piece_at(series, i)->name);
    }
    is_written = g_file_set_contents(series->places, list->str, (gssize)list->len, NULL);
    g_string_free(list, TRUE);
    return is_written;
}

/* Counted through all pieces. */
static bool
add_numbers(GByteArray *all, const char *path, uint32_t before)
{
    char *bytes;
    gsize length, i;

    if (!g_file_get_contents(path, &bytes, &length, NULL)) {
        return false;
    }
    for (i = 0; i + sizeof(uint32_t) <= length; i += sizeof(uint32_t)) {
        uint32_t number;

        memcpy(&number, bytes + i, sizeof(number));
        number += before;
        g_byte_array_append(all, (const guint8 *)&number, sizeof(number));
    }
    g_free(bytes);
    return true;
}

static bool
write_numbers(const struct series *series)
{
    GByteArray *all = g_byte_array_new();
    uint32_t before = 0;
    bool is_written = true;
    guint i;

    for (i = 0; i < series->run->pieces->len && is_written; i++) {
        is_written = add_numbers(all, series->parts[i].numbers, before);
        before += series->parts[i].frames;
    }
    is_written = is_written && g_file_set_contents(series->numbers, (const char *)all->data,
                                                   (gssize)all->len, NULL);
    g_byte_array_unref(all);
    return is_written;
}

/* ---- tshark ---- */

static void
write_parts(GOutputStream *out, gpointer context)
{
    const struct series *series = context;
    guint i;

    for (i = 0; i < series->run->pieces->len; i++) {
        if (!piece_write(series->parts[i].path, &series->parts[i].piece, i == 0, out)) {
            return; /* what is missing is missed by tshark too, or it has ended */
        }
    }
}

static bool
run_joined(struct series *series)
{
    struct tshark_run *run = series->run;
    struct tshark_input input = { "-", run->is_excerpt ? series->numbers : NULL, series->places,
                                  write_parts, series };

    if (!write_places(series) || (run->is_excerpt && !write_numbers(series))) {
        return false;
    }
    tshark_run_input(series->pool, run, &input);
    return run->status == 0;
}

static void
run_apart(struct series *series)
{
    guint i;

    series->run->is_apart = true;
    g_unlink(series->run->output);
    for (i = 0; i < series->run->pieces->len; i++) {
        if (!tshark_pool_is_interrupted(series->pool)) {
            tshark_run_alone(series->pool, piece_at(series, i));
        }
    }
}

void
tshark_run_series(struct pool *pool, struct tshark_run *run)
{
    struct series series = { .pool = pool,
                             .run = run,
                             .parts = g_new0(struct part, run->pieces->len),
                             .numbers = g_strconcat(run->output, ".numbers", NULL),
                             .places = g_strconcat(run->output, ".places", NULL) };
    bool is_joined = make_parts(&series) && run_joined(&series);

    remove_parts(&series);
    g_unlink(series.numbers);
    g_unlink(series.places);
    if (!is_joined) {
        run_apart(&series);
    }
    g_free(series.numbers);
    g_free(series.places);
}
