/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Where frames lie when several captures are read as one, piece after piece. Their frames are
 * counted through all pieces; who reads a report needs the piece and the number in it.
 */
#ifndef SIPWHY_FRAME_PLACES_H
#define SIPWHY_FRAME_PLACES_H

#include <stdint.h>

#include <glib.h>

struct frame_places;

/** @param list  a line for each piece, in their order: the number of its frames, a blank, and its
 * name, fit to show. Lines of another form are left out
 *  @return free it with frame_places_free */
struct frame_places *frame_places_read(const char *list);

/** @param places  NULL: nothing is done */
void frame_places_free(struct frame_places *places);

/** The names of the pieces, in their order: of char *. Borrowed. */
const GPtrArray *frame_places_captures(const struct frame_places *places);

struct frame_place {
    const char *capture; /**< belongs to the places; NULL: there is one capture only */
    uint32_t frame;      /**< in it */
};

/** @param places  NULL: there is one capture only
 *  @param frame   counted through all pieces; 0 is in none */
struct frame_place frame_places_find(const struct frame_places *places, uint32_t frame);

/** "12", or "12 (night_00002.pcapng)" if it is in another piece than the frame that is talked
 * about. @return newly allocated (g_free) */
char *frame_places_text(const struct frame_places *places, uint32_t frame, uint32_t about);

#endif
