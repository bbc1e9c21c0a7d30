/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pattern.h"

#include <string.h>

/* A longer one is hardly written by hand. */
#define LONGEST_PATTERN 1000

/* Both count steps of the library that GRegex is made on. The first is time (a fraction of a
 * millisecond), the second memory, which is the stack before GLib 2.73. Honest expressions need
 * some hundred. The second has this name in PCRE as well as in PCRE2. */
#define LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_RECURSION=5000)"

/* What starts so may set limits of its own, which replace these. */
#define SETTING "(*"

struct pattern {
    GRegex *regex;
    /* The last text that it did not fit, as it came; NULL if there is none. One server says the
     * same in each of its thousands of responses. */
    GString *unfit;
};

/* What the compiler says of the expression without the limits, so that it counts as the author
 * does.
 * @return newly allocated (g_free) */
static char *
compiler_message(const char *text)
{
    GError *error = NULL;
    GRegex *regex = g_regex_new(text, 0, 0, &error);
    char *message;

    if (regex) {
        g_regex_unref(regex);
        return g_strdup("too complicated");
    }
    message = g_strdup(error->message);
    g_error_free(error);
    return message;
}

struct pattern *
pattern_new(const char *text, char **mistake)
{
    struct pattern *pattern = NULL;
    GRegex *regex;
    char *limited;

    if (strlen(text) > LONGEST_PATTERN) {
        *mistake = g_strdup_printf("longer than %d bytes", LONGEST_PATTERN);
        return NULL;
    }
    if (g_str_has_prefix(text, SETTING)) {
        *mistake = g_strdup("must not start with " SETTING);
        return NULL;
    }
    limited = g_strconcat(LIMITS, text, NULL);
    regex = g_regex_new(limited, 0, 0, NULL);
    g_free(limited);
    if (regex) {
        pattern = g_new(struct pattern, 1);
        pattern->regex = regex;
        pattern->unfit = NULL;
    } else {
        *mistake = compiler_message(text);
    }
    return pattern;
}

void
pattern_free(struct pattern *pattern)
{
    if (pattern) {
        g_regex_unref(pattern->regex);
        if (pattern->unfit) {
            g_string_free(pattern->unfit, TRUE);
        }
        g_free(pattern);
    }
}

unsigned
pattern_groups(const struct pattern *pattern)
{
    return (unsigned)g_regex_get_capture_count(pattern->regex);
}

unsigned
pattern_group_of(const struct pattern *pattern, const char *name, size_t length)
{
    char *word = g_strndup(name, length);
    int number = g_regex_get_string_number(pattern->regex, word);

    g_free(word);
    return number > 0 ? (unsigned)number : 0;
}

static char **
take_groups(const struct pattern *pattern, const GMatchInfo *match)
{
    unsigned count = pattern_groups(pattern) + 1, i;
    char **groups = g_new0(char *, count + 1);

    for (i = 0; i < count; i++) {
        groups[i] = g_match_info_fetch(match, (gint)i);
        if (!groups[i]) { /* behind the last group that took part */
            groups[i] = g_strdup("");
        }
    }
    return groups;
}

static bool
is_known_unfit(const struct pattern *pattern, struct span text)
{
    return pattern->unfit && text.length && pattern->unfit->len == text.length &&
           memcmp(pattern->unfit->str, text.text, text.length) == 0;
}

static void
keep_unfit(struct pattern *pattern, struct span text)
{
    if (text.length > PATTERN_SUBJECT) {
        return;
    }
    if (!pattern->unfit) {
        pattern->unfit = g_string_new(NULL);
    }
    g_string_truncate(pattern->unfit, 0);
    g_string_append_len(pattern->unfit, text.text, (gssize)text.length);
}

enum pattern_result
pattern_match(struct pattern *pattern, struct span text, char ***groups)
{
    char *subject;
    enum pattern_result result = PATTERN_FITS_NOT;
    GMatchInfo *match = NULL;
    GError *error = NULL;

    if (is_known_unfit(pattern, text)) {
        return PATTERN_FITS_NOT;
    }
    subject = span_to_display(text, PATTERN_SUBJECT);
    if (g_regex_match_full(pattern->regex, subject, -1, 0, 0, &match, &error)) {
        *groups = take_groups(pattern, match);
        result = PATTERN_FITS;
    } else if (error) {
        result = PATTERN_STOPPED;
        g_error_free(error);
    } else {
        keep_unfit(pattern, text);
    }
    g_match_info_free(match);
    g_free(subject);
    return result;
}
