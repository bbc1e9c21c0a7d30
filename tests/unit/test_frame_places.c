/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_places.h"

static const char list[] = "3 /tmp/a_00001.pcapng\n0 /tmp/a_00002.pcapng\n4 /tmp/a b.pcapng\n";

static void
check(const struct frame_places *places, uint32_t frame, const char *capture, uint32_t own)
{
    struct frame_place place = frame_places_find(places, frame);

    g_assert_cmpstr(place.capture, ==, capture);
    g_assert_cmpuint(place.frame, ==, own);
}

static void
test_find(void)
{
    struct frame_places *places = frame_places_read(list);

    g_assert_cmpuint(frame_places_captures(places)->len, ==, 3);
    check(places, 0, NULL, 0);
    check(places, 1, "/tmp/a_00001.pcapng", 1);
    check(places, 3, "/tmp/a_00001.pcapng", 3);
    check(places, 4, "/tmp/a b.pcapng", 1);
    check(places, 7, "/tmp/a b.pcapng", 4);
    check(places, 8, NULL, 8); /* of none */
    check(NULL, 5, NULL, 5);
    frame_places_free(places);
}

static void
check_text(const struct frame_places *places, uint32_t frame, uint32_t about, const char *expected)
{
    char *text = frame_places_text(places, frame, about);

    g_assert_cmpstr(text, ==, expected);
    g_free(text);
}

static void
test_text(void)
{
    struct frame_places *places = frame_places_read(list);

    check_text(places, 2, 3, "2");
    check_text(places, 2, 5, "2 (a_00001.pcapng)");
    check_text(places, 6, 1, "3 (a b.pcapng)");
    check_text(NULL, 6, 1, "6");
    frame_places_free(places);
}

static void
test_other_lines(void)
{
    struct frame_places *places =
        frame_places_read("\n x\n3\n3 \nname\n99999999999 long\n2 right\n");

    g_assert_cmpuint(frame_places_captures(places)->len, ==, 1);
    check(places, 2, "right", 2);
    frame_places_free(places);
    places = frame_places_read("");
    check(places, 1, NULL, 1);
    frame_places_free(places);
    frame_places_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/frame-places/find", test_find);
    g_test_add_func("/frame-places/text", test_text);
    g_test_add_func("/frame-places/other-lines", test_other_lines);
    return g_test_run();
}
