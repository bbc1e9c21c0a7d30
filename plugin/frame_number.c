/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "frame_number.h"

#include <string.h>

static const char *file_name = "";

static const char *places_file_name = "";

/* The file; NULL if there is none. */
static GMappedFile *numbers;

/* What the other file says; NULL if there is none. */
static struct frame_places *places;

void
frame_number_register(module_t *module)
{
    prefs_register_filename_preference(
        module, "frame_numbers", "File of frame numbers",
        "For excerpts of captures: a file with the number of each frame in the capture that it was "
        "taken from. Written by \"sipwhy report --fast\", and of no other use",
        &file_name, FALSE);
    prefs_register_filename_preference(
        module, "frame_places", "File of the pieces of a series",
        "For captures that are read as one: a file with the number of frames and the name of each. "
        "Written by \"sipwhy report\", and of no other use",
        &places_file_name, FALSE);
}

static struct frame_places *
read_places(void)
{
    struct frame_places *read = NULL;
    char *list;

    if (places_file_name && *places_file_name &&
        g_file_get_contents(places_file_name, &list, NULL, NULL)) {
        read = frame_places_read(list);
        g_free(list);
    }
    return read;
}

void
frame_number_start(void)
{
    if (numbers) {
        g_mapped_file_unref(numbers);
    }
    numbers = file_name && *file_name ? g_mapped_file_new(file_name, FALSE, NULL) : NULL;
    frame_places_free(places);
    places = read_places();
}

const struct frame_places *
frame_number_places(void)
{
    return places;
}

/* Apart, so that the function below is small enough to become part of its callers. */
G_GNUC_NO_INLINE static uint32_t
number_in_file(uint32_t place)
{
    gsize count = g_mapped_file_get_length(numbers) / sizeof(uint32_t);
    const char *contents = g_mapped_file_get_contents(numbers);
    uint32_t number;

    if (!contents || place == 0 || place > count) {
        return place;
    }
    memcpy(&number, contents + (place - 1) * sizeof(number), sizeof(number));
    return number;
}

uint32_t
frame_number(const packet_info *pinfo)
{
    return G_LIKELY(!numbers) ? pinfo->num : number_in_file(pinfo->num);
}
