/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document_private.h"

#include <string.h>

#include "text_wrap.h"

#define MARGIN 2    /* blanks before what stands under a heading */
#define LABELS 24   /* longer labels do not push the values of the others to the right */
#define GAP 2       /* blanks between columns */
#define NARROWEST 8 /* columns of a table get no narrower */
#define SGR_BOLD "1"
#define SGR_ACTOR "36"

static const char *const tone_attributes[] = {
    [TONE_PLAIN] = "1",   [TONE_CHAT] = "1;32",  [TONE_NOTE] = "1;36",
    [TONE_WARN] = "1;33", [TONE_ERROR] = "1;31",
};

struct painter {
    const struct document *document;
    GString *out;
    unsigned width; /* 0: lines are not broken */
    bool colour;
    unsigned number; /* of the next step */
};

/* Appends text with attributes of the terminal (ECMA-48 section 8.3.117), switched off after it. */
static void
paint(const struct painter *painter, const char *attributes, const char *text)
{
    if (painter->colour) {
        g_string_append_printf(painter->out, "\033[%sm%s\033[0m", attributes, text);
    } else {
        g_string_append(painter->out, text);
    }
}

/* The same for text that may need several lines. */
static void
paint_wrapped(const struct painter *painter, const char *attributes, const char *text,
              unsigned column, unsigned indent)
{
    if (painter->colour) {
        g_string_append_printf(painter->out, "\033[%sm", attributes);
    }
    text_wrap(painter->out, text, painter->width, column, indent);
    if (painter->colour) {
        g_string_append(painter->out, "\033[0m");
    }
}

static void
paint_heading(struct painter *painter, const struct block *block, guint at)
{
    (void)at;
    paint_wrapped(painter, SGR_BOLD, block->text, 0, 0);
    g_string_append_c(painter->out, '\n');
}

static void
paint_paragraph(struct painter *painter, const struct block *block, guint at)
{
    (void)at;
    text_blanks(painter->out, MARGIN);
    text_wrap(painter->out, block->text, painter->width, MARGIN, MARGIN);
    g_string_append_c(painter->out, '\n');
}

static void
paint_callout(struct painter *painter, const struct block *block, guint at)
{
    (void)at;
    text_blanks(painter->out, MARGIN);
    paint_wrapped(painter, tone_attributes[block->tone], block->text, MARGIN, MARGIN);
    g_string_append_c(painter->out, '\n');
}

/* A label and the text that follows it on the same line. */
static void
paint_labelled(const struct painter *painter, const char *attributes, const struct block *block,
               unsigned indent)
{
    unsigned column = indent;

    if (block->label) {
        paint(painter, attributes, block->label);
        g_string_append(painter->out, ": ");
        column += text_width(block->label) + 2;
    }
    text_wrap(painter->out, block->text, painter->width, column, indent);
    g_string_append_c(painter->out, '\n');
}

static void
paint_item(struct painter *painter, const struct block *block, guint at)
{
    (void)at;
    text_blanks(painter->out, MARGIN);
    g_string_append(painter->out, "- ");
    paint_labelled(painter, SGR_BOLD, block, MARGIN + 2);
}

static void
paint_step(struct painter *painter, const struct block *block, guint at)
{
    char mark[16];

    painter->number = block_continues(painter->document, at) ? painter->number + 1 : 1;
    g_snprintf(mark, sizeof(mark), "%u. ", painter->number);
    text_blanks(painter->out, MARGIN);
    g_string_append(painter->out, mark);
    paint_labelled(painter, SGR_ACTOR, block, MARGIN + (unsigned)strlen(mark));
}

/* Where the values of the fields around this one start. */
static unsigned
value_column(const struct painter *painter, guint at)
{
    const struct block *block;
    unsigned widest = 0;

    while (block_continues(painter->document, at)) {
        at--;
    }
    for (; (block = document_block(painter->document, at)) && block->kind == BLOCK_FIELD; at++) {
        unsigned width = block->label ? text_width(block->label) : 0;

        if (width <= LABELS) {
            widest = MAX(widest, width);
        }
    }
    return MARGIN + widest + GAP;
}

static void
paint_field(struct painter *painter, const struct block *block, guint at)
{
    unsigned column = value_column(painter, at);
    unsigned used = MARGIN + (block->label ? text_width(block->label) : 0);

    text_blanks(painter->out, MARGIN);
    if (block->label) {
        paint(painter, SGR_BOLD, block->label);
    }
    text_blanks(painter->out, used + GAP <= column ? column - used : GAP);
    text_wrap(painter->out, block->text, painter->width, MAX(column, used + GAP), column);
    g_string_append_c(painter->out, '\n');
}

static void
paint_link(struct painter *painter, const struct block *block, guint at)
{
    const char *url = block->url && *block->url != '#' ? block->url : NULL;
    char *whole =
        g_strdup_printf("%s%s%s%s%s%s", block->label ? block->label : "", block->label ? ": " : "",
                        block->text, url ? " <" : "", url ? url : "", url ? ">" : "");

    (void)at;
    text_blanks(painter->out, MARGIN);
    g_string_append(painter->out, "- ");
    text_wrap(painter->out, whole, painter->width, MARGIN + 2, MARGIN + 2);
    g_string_append_c(painter->out, '\n');
    g_free(whole);
}

static unsigned
natural_width(const struct block *table, gsize column)
{
    unsigned width = text_width(table->header[column]);
    guint i;

    for (i = 0; i < table->rows->len; i++) {
        const struct table_row *row = g_ptr_array_index(table->rows, i);

        width = MAX(width, text_width(row->cells[column]));
    }
    return width;
}

/* Columns that are wider than the others shrink first, until all fit.
 * @return newly allocated (g_free) */
static unsigned *
column_widths(const struct painter *painter, const struct block *table, gsize columns)
{
    unsigned *widths = g_new(unsigned, columns);
    unsigned total = MARGIN, widest;
    gsize i;

    for (i = 0; i < columns; i++) {
        widths[i] = natural_width(table, i);
        total += widths[i] + (i ? GAP : 0);
    }
    while (painter->width && total > painter->width) {
        gsize at = 0;

        for (widest = 0, i = 0; i < columns; i++) {
            if (widths[i] > widest) {
                widest = widths[at = i];
            }
        }
        if (widest <= NARROWEST) {
            break;
        }
        widths[at]--;
        total--;
    }
    return widths;
}

static void
append_padded(GString *out, const char *text, unsigned width, bool is_last)
{
    unsigned used = text_width(text);

    g_string_append(out, text);
    if (!is_last && used < width) {
        text_blanks(out, width - used);
    }
}

static void
trim_line(GString *out)
{
    while (out->len && out->str[out->len - 1] == ' ') {
        g_string_truncate(out, out->len - 1);
    }
    g_string_append_c(out, '\n');
}

/* The cell broken into lines. @return free it with g_strfreev */
static char **
cell_lines(const char *text, unsigned width)
{
    GString *wrapped = g_string_new(NULL);
    char **lines;

    text_wrap(wrapped, text, width, 0, 0);
    lines = g_strsplit(wrapped->str, "\n", -1);
    g_string_free(wrapped, TRUE);
    return lines;
}

static void
paint_cells(const struct painter *painter, char **cells, const unsigned *widths, gsize columns)
{
    char ***lines = g_new(char **, columns);
    gsize i, line, height = 1;

    for (i = 0; i < columns; i++) {
        lines[i] = cell_lines(cells[i], painter->width ? widths[i] : 0);
        height = MAX(height, g_strv_length(lines[i]));
    }
    for (line = 0; line < height; line++) {
        text_blanks(painter->out, MARGIN);
        for (i = 0; i < columns; i++) {
            const char *text = line < g_strv_length(lines[i]) ? lines[i][line] : "";

            text_blanks(painter->out, i ? GAP : 0);
            append_padded(painter->out, text, widths[i], i + 1 == columns);
        }
        trim_line(painter->out);
    }
    for (i = 0; i < columns; i++) {
        g_strfreev(lines[i]);
    }
    g_free(lines);
}

static void
paint_table(struct painter *painter, const struct block *block, guint at)
{
    gsize columns = g_strv_length(block->header);
    unsigned *widths = column_widths(painter, block, columns);
    guint i;

    (void)at;
    if (painter->colour) {
        g_string_append(painter->out, "\033[" SGR_BOLD "m");
    }
    paint_cells(painter, block->header, widths, columns);
    if (painter->colour) {
        g_string_append(painter->out, "\033[0m");
    }
    for (i = 0; i < block->rows->len; i++) {
        const struct table_row *row = g_ptr_array_index(block->rows, i);

        paint_cells(painter, row->cells, widths, columns);
    }
    g_free(widths);
}

static void
paint_lines(struct painter *painter, const struct block *block, guint at)
{
    char **lines = g_strsplit(block->text ? block->text : "", "\n", -1);
    gsize i;

    (void)at;
    for (i = 0; lines[i]; i++) {
        text_blanks(painter->out, MARGIN);
        g_string_append(painter->out, lines[i]);
        trim_line(painter->out);
    }
    g_strfreev(lines);
}

static void (*const painters[BLOCK_KINDS])(struct painter *, const struct block *, guint) = {
    [BLOCK_HEADING] = paint_heading,    [BLOCK_PARAGRAPH] = paint_paragraph,
    [BLOCK_CALLOUT] = paint_callout,    [BLOCK_ITEM] = paint_item,
    [BLOCK_STEP] = paint_step,          [BLOCK_FIELD] = paint_field,
    [BLOCK_LINK] = paint_link,          [BLOCK_TABLE] = paint_table,
    [BLOCK_PREFORMATTED] = paint_lines, [BLOCK_HTML] = paint_lines,
};

/* An empty line goes before each block but the first one, what belongs to the same list, and what
 * stands under its heading. */
static bool
needs_gap(const struct document *document, guint at)
{
    const struct block *block = document_block(document, at);
    bool is_list = block->kind == BLOCK_ITEM || block->kind == BLOCK_STEP ||
                   block->kind == BLOCK_FIELD || block->kind == BLOCK_LINK;

    return at && !(is_list && block_continues(document, at)) &&
           (document_block(document, at - 1)->kind != BLOCK_HEADING ||
            block->kind == BLOCK_HEADING);
}

void
document_to_text(const struct document *document, unsigned width, bool colour, GString *out)
{
    struct painter painter = { document, out, width, colour, 0 };
    const struct block *block;
    guint at;

    for (at = 0; (block = document_block(document, at)); at++) {
        if (block->kind == BLOCK_HTML && !block->text) {
            continue;
        }
        if (needs_gap(document, at)) {
            g_string_append_c(out, '\n');
        }
        painters[block->kind](&painter, block, at);
    }
}
