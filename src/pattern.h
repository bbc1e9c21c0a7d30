/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Regular expressions of other people, matched against texts of other people: a text is looked at
 * in the form in which it is shown (span_to_display), at most PATTERN_SUBJECT bytes of it, and an
 * expression that would take long is stopped. The syntax is GRegex's, which is Perl's.
 */
#ifndef SIPWHY_PATTERN_H
#define SIPWHY_PATTERN_H

#include <glib.h>

#include "span.h"

/** Bytes of a text that are looked at. */
#define PATTERN_SUBJECT 1024

struct pattern;

/**
 * @param text     UTF-8
 * @param mistake  out, if the result is NULL: what is wrong with it, free it with g_free
 * @return free it with pattern_free; NULL if it is no regular expression
 */
struct pattern *pattern_new(const char *text, char **mistake);

void pattern_free(struct pattern *pattern);

/** How many groups it has, named ones included. */
unsigned pattern_groups(const struct pattern *pattern);

/** The number of a named group. @param length  of the name. @return 0 if there is none of that
 * name */
unsigned pattern_group_of(const struct pattern *pattern, const char *name, size_t length);

enum pattern_result {
    PATTERN_FITS_NOT,
    PATTERN_FITS,
    PATTERN_STOPPED /**< it took too long: nobody knows whether it fits */
};

/**
 * @param groups  out, if it fits: what the groups 0 (the whole fit), 1, 2 ... matched,
 * NULL-terminated,
 * "" for those that matched nothing; free it with g_strfreev
 */
enum pattern_result pattern_match(struct pattern *pattern, struct span text, char ***groups);

#endif
