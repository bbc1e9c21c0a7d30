/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What is shown of foreign text: as one line, broken into lines, in documents of each kind.
 */
#include "document.h"
#include "fuzz.h"
#include "json_writer.h"
#include "text_line.h"
#include "text_wrap.h"

static void
check_line(struct span text, uint8_t maximum)
{
    char *shown = span_to_display(text, maximum);

    FUZZ_CHECK(!maximum || strlen(shown) <= maximum);
    fuzz_is_fit_to_show(shown, -1, false);
    g_free(shown);
}

static void
check_lines(const char *line, uint8_t width)
{
    GString *out = g_string_new(NULL);
    const char *rest = line;

    text_wrap(out, line, width, 0, width / 4);
    fuzz_is_fit_to_show(out->str, -1, true);
    while (*rest) {
        size_t length = text_line_length(rest, (size_t)width + 16);

        FUZZ_CHECK(length > 0 && length <= strlen(rest));
        fuzz_is_fit_to_show(rest, (gssize)length, false);
        rest += length;
    }
    g_string_free(out, TRUE);
}

static struct document *
document_of(const char *text)
{
    const char *const cells[] = { text, "cell", NULL };
    struct document *document = document_new("en", false, text);

    document_heading(document, 1, "id", text);
    document_paragraph(document, text);
    document_callout(document, TONE_WARN, text);
    document_item(document, text, text);
    document_step(document, text, text);
    document_field(document, text, text);
    document_link(document, text, text, text);
    document_table(document, cells);
    document_row(document, cells, text);
    document_preformatted(document, text);
    return document;
}

/* No "<" of the text may become a tag: a page without it has as many. */
static unsigned
count(const GString *out, char byte)
{
    unsigned found = 0;
    gsize i;

    for (i = 0; i < out->len; i++) {
        found += out->str[i] == byte;
    }
    return found;
}

static void
check_escaping(const char *text)
{
    GString *out = g_string_new(NULL);

    document_escape_html(out, text);
    FUZZ_CHECK(!count(out, '<') && !count(out, '>') && !count(out, '"') && !count(out, '\''));
    g_string_free(out, TRUE);
}

static void
check_document(const char *text, uint8_t width)
{
    struct document *document = document_of(text);
    GString *out = g_string_new(NULL);

    document_to_text(document, width, false, out);
    fuzz_is_fit_to_show(out->str, -1, true);
    g_string_truncate(out, 0);
    document_to_markdown(document, out);
    fuzz_is_fit_to_show(out->str, -1, true);
    g_string_truncate(out, 0);
    document_to_html_blocks(document, out);
    fuzz_is_fit_to_show(out->str, -1, true);
    g_string_free(out, TRUE);
    document_free(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    uint8_t width = fuzz_byte(&text);
    char *shown = span_to_display(text, 0), *raw = g_strndup(text.text, text.length);
    char *valid = g_utf8_make_valid(raw, -1);

    check_line(text, width);
    check_lines(shown, width);
    check_escaping(valid);
    check_document(valid, width);
    g_free(valid);
    g_free(raw);
    g_free(shown);
    return 0;
}
