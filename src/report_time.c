/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <inttypes.h>

#define NANOSECONDS INT64_C(1000000000)
#define DIGITS 9

/* Before and after 1970 (1823 to 2116): so the time between any two still fits 64 bits. */
#define MOST_SECONDS (INT64_MAX / NANOSECONDS / 2)

/* GDateTime knows the years 1 to 9999: all that 64 bits of nanoseconds reach. */
char *
report_time(int64_t time_ns)
{
    int64_t seconds = time_ns / NANOSECONDS, rest = time_ns % NANOSECONDS;
    GDateTime *date;
    char *head, *text;

    if (rest < 0) {
        seconds--;
        rest += NANOSECONDS;
    }
    date = g_date_time_new_from_unix_utc(seconds);
    head = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S");
    text = rest % 1000 ? g_strdup_printf("%s.%09" PRId64 "Z", head, rest)
                       : g_strdup_printf("%s.%06" PRId64 "Z", head, rest / 1000);
    g_free(head);
    g_date_time_unref(date);
    return text;
}

/* ".123456Z" in nanoseconds. @return false if it has another form */
static bool
fraction_read(const char *text, int64_t *fraction)
{
    int64_t value = 0;
    int digits = 0;

    if (*text++ != '.') {
        return false;
    }
    for (; g_ascii_isdigit(*text) && digits < DIGITS; text++, digits++) {
        value = value * 10 + (*text - '0');
    }
    for (; digits < DIGITS; digits++) {
        value *= 10;
    }
    *fraction = value;
    return g_ascii_isdigit(text[-1]) && g_str_equal(text, "Z");
}

bool
report_time_read(const char *text, int64_t *time_ns)
{
    const char *point = strchr(text, '.');
    char *head = point ? g_strdup_printf("%.*sZ", (int)(point - text), text) : NULL;
    GDateTime *date = head ? g_date_time_new_from_iso8601(head, NULL) : NULL;
    int64_t fraction;
    int64_t seconds = date ? g_date_time_to_unix(date) : 0;
    bool is_time = date && ABS(seconds) < MOST_SECONDS && fraction_read(point, &fraction);

    if (is_time) {
        *time_ns = seconds * NANOSECONDS + fraction;
    }
    if (date) {
        g_date_time_unref(date);
    }
    g_free(head);
    return is_time;
}
