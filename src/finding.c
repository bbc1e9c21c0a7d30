/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

#include <inttypes.h>

/* A line of the packet details holds 240 bytes: several foreign texts have to find room in one. */
#define SHOWN_BYTES 100

static const char *const confidence_names[] = {
    [CONFIDENCE_CERTAIN] = "certain",
    [CONFIDENCE_LIKELY] = "likely",
    [CONFIDENCE_POSSIBLE] = "possible",
    [CONFIDENCE_GENERAL] = "general",
};

const char *
confidence_name(enum confidence confidence)
{
    return confidence_names[confidence];
}

struct finding *
finding_new(void)
{
    struct finding *finding = g_new0(struct finding, 1);

    finding->evidence = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->why = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->fix = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->strings = g_string_chunk_new(4096);
    return finding;
}

void
finding_free(struct finding *finding)
{
    if (!finding) {
        return;
    }
    g_array_unref(finding->evidence);
    g_array_unref(finding->why);
    g_array_unref(finding->fix);
    g_string_chunk_free(finding->strings);
    g_free(finding);
}

void
finding_clear(struct finding *finding)
{
    struct finding empty = { .evidence = finding->evidence,
                             .why = finding->why,
                             .fix = finding->fix,
                             .strings = finding->strings };

    *finding = empty;
    g_array_set_size(finding->evidence, 0);
    g_array_set_size(finding->why, 0);
    g_array_set_size(finding->fix, 0);
    g_string_chunk_clear(finding->strings);
}

struct statement *
finding_say(GArray *list, const char *group, const char *key, uint32_t frame)
{
    struct statement statement = { .group = group, .key = key, .frame = frame };

    g_array_append_val(list, statement);
    return &g_array_index(list, struct statement, list->len - 1);
}

static void
set_kept(struct statement *statement, const char *name, const char *value)
{
    gsize i = 0;

    while (statement->arguments[i].name) {
        i++;
    }
    g_assert(i < STATEMENT_ARGUMENTS);
    statement->arguments[i] = (struct text_argument){ name, value };
}

void
statement_set_text(struct finding *finding, struct statement *statement, const char *name,
                   const char *value)
{
    set_kept(statement, name, value ? g_string_chunk_insert(finding->strings, value) : NULL);
}

void
statement_set(struct finding *finding, struct statement *statement, const char *name,
              struct span value)
{
    char *shown;

    if (!span_is_set(value)) {
        return;
    }
    shown = span_to_display(value, SHOWN_BYTES);
    statement_set_text(finding, statement, name, shown);
    g_free(shown);
}

void
statement_set_number(struct finding *finding, struct statement *statement, const char *name,
                     uint64_t value)
{
    char text[32];

    g_snprintf(text, sizeof(text), "%" PRIu64, value);
    statement_set_text(finding, statement, name, text);
}

void
statement_set_duration(struct finding *finding, struct statement *statement, const char *name,
                       int64_t nanoseconds)
{
    static const struct {
        int64_t below_ns;
        double unit_ns;
        const char *format, *name;
    } units[] = { { 1000000, 1e3, "%.0f", " \302\265s" }, /* µs */
                  { 1000000000, 1e6, "%.1f", " ms" },
                  { INT64_MAX, 1e9, "%.1f", " s" } };
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    int64_t amount = ABS(nanoseconds);
    size_t i = 0;
    char *text;

    while (i + 1 < G_N_ELEMENTS(units) && amount >= units[i].below_ns) {
        i++;
    }
    g_ascii_formatd(number, sizeof(number), units[i].format, (double)amount / units[i].unit_ns);
    text = g_strconcat(number, units[i].name, NULL);
    statement_set_text(finding, statement, name, text);
    g_free(text);
}
