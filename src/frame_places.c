/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_places.h"

struct frame_places {
    GPtrArray *captures; /* of char * */
    GArray *last;        /* of uint32_t: the last frame of each, counted through all */
};

/* ---- the list ---- */

static void
add(struct frame_places *places, uint32_t frames, const char *capture)
{
    guint count = places->last->len;
    uint32_t last = frames + (count ? g_array_index(places->last, uint32_t, count - 1) : 0);

    g_ptr_array_add(places->captures, g_strdup(capture));
    g_array_append_val(places->last, last);
}

static void
read_line(struct frame_places *places, const char *line)
{
    char *rest;
    guint64 frames = g_ascii_strtoull(line, &rest, 10);

    if (rest > line && *rest == ' ' && rest[1] && frames <= UINT32_MAX) {
        add(places, (uint32_t)frames, rest + 1);
    }
}

struct frame_places *
frame_places_read(const char *list)
{
    struct frame_places *places = g_new(struct frame_places, 1);
    char **lines = g_strsplit(list, "\n", -1);
    gsize i;

    places->captures = g_ptr_array_new_with_free_func(g_free);
    places->last = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (i = 0; lines[i]; i++) {
        read_line(places, lines[i]);
    }
    g_strfreev(lines);
    return places;
}

void
frame_places_free(struct frame_places *places)
{
    if (places) {
        g_ptr_array_unref(places->captures);
        g_array_unref(places->last);
        g_free(places);
    }
}

const GPtrArray *
frame_places_captures(const struct frame_places *places)
{
    return places->captures;
}

/* ---- frames ---- */

/* @return the number of pieces if no piece has the frame */
static guint
piece_of(const struct frame_places *places, uint32_t frame)
{
    guint low = 0, high = places->last->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index(places->last, uint32_t, middle) < frame) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct frame_place
frame_places_find(const struct frame_places *places, uint32_t frame)
{
    guint piece = places && frame ? piece_of(places, frame) : 0;

    if (!places || !frame || piece == places->last->len) {
        return (struct frame_place){ NULL, frame };
    }
    return (struct frame_place){ g_ptr_array_index(places->captures, piece),
                                 frame - (piece ? g_array_index(places->last, uint32_t, piece - 1)
                                                : 0) };
}

char *
frame_places_text(const struct frame_places *places, uint32_t frame, uint32_t about)
{
    struct frame_place place = frame_places_find(places, frame);
    char *name, *text;

    if (!place.capture || place.capture == frame_places_find(places, about).capture) {
        return g_strdup_printf("%u", place.frame);
    }
    name = g_path_get_basename(place.capture); /* the pieces of a series are in one folder */
    text = g_strdup_printf("%u (%s)", place.frame, name);
    g_free(name);
    return text;
}
