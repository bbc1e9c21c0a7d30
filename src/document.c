/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document_private.h"

#include <string.h>

#include "span.h"

#define LEVELS 4

/* Fit to show on one line; NULL for nothing. */
static char *
shown(const char *text)
{
    return text && *text ? span_to_display(span_of(text), 0) : NULL;
}

/* The same line by line. */
static char *
shown_lines(const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    char *joined;
    gsize i;

    for (i = 0; lines[i]; i++) {
        char *line = g_strchomp(span_to_display(span_of(lines[i]), 0));

        g_free(lines[i]);
        lines[i] = line;
    }
    while (i > 1 && !*lines[i - 1]) { /* empty lines at the end */
        g_free(lines[--i]);
        lines[i] = NULL;
    }
    joined = g_strjoinv("\n", lines);
    g_strfreev(lines);
    return joined;
}

/* A script would run in the reader's page. */
static char *
allowed_url(const char *url)
{
    if (url && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://") ||
                g_str_has_prefix(url, "#"))) {
        return shown(url);
    }
    return NULL;
}

static void
row_free(gpointer data)
{
    struct table_row *row = data;

    g_strfreev(row->cells);
    g_free(row->url);
    g_free(row);
}

static void
block_free(gpointer data)
{
    struct block *block = data;

    g_free(block->id);
    g_free(block->label);
    g_free(block->text);
    g_free(block->url);
    g_free(block->html);
    g_strfreev(block->header);
    if (block->rows) {
        g_ptr_array_unref(block->rows);
    }
    g_free(block);
}

struct document *
document_new(const char *language, bool right_to_left, const char *title)
{
    struct document *document = g_new0(struct document, 1);

    document->language = g_strdup(language);
    document->right_to_left = right_to_left;
    document->title = shown(title);
    document->blocks = g_ptr_array_new_with_free_func(block_free);
    return document;
}

void
document_free(struct document *document)
{
    if (!document) {
        return;
    }
    g_free(document->language);
    g_free(document->title);
    g_ptr_array_unref(document->blocks);
    g_free(document);
}

void
document_style(struct document *document, const char *name)
{
    document->style = name;
}

const struct block *
document_block(const struct document *document, guint at)
{
    return at < document->blocks->len ? g_ptr_array_index(document->blocks, at) : NULL;
}

bool
block_continues(const struct document *document, guint at)
{
    const struct block *block = document_block(document, at);
    const struct block *before = at ? document_block(document, at - 1) : NULL;

    return block && before && before->kind == block->kind;
}

bool
block_goes_on(const struct document *document, guint at)
{
    return block_continues(document, at + 1);
}

/* @return NULL if there is no text */
static struct block *
add(struct document *document, enum block_kind kind, const char *label, const char *text)
{
    struct block *block;

    if (!text || !*text) {
        return NULL;
    }
    block = g_new0(struct block, 1);
    block->kind = kind;
    block->label = shown(label);
    block->text = shown(text);
    g_ptr_array_add(document->blocks, block);
    return block;
}

void
document_heading(struct document *document, unsigned level, const char *id, const char *text)
{
    struct block *block = add(document, BLOCK_HEADING, NULL, text);

    if (block) {
        block->level = CLAMP(level, 1, LEVELS);
        block->id = shown(id);
    }
}

void
document_paragraph(struct document *document, const char *text)
{
    add(document, BLOCK_PARAGRAPH, NULL, text);
}

void
document_callout(struct document *document, enum document_tone tone, const char *text)
{
    struct block *block = add(document, BLOCK_CALLOUT, NULL, text);

    if (block) {
        block->tone = tone;
    }
}

void
document_item(struct document *document, const char *label, const char *text)
{
    add(document, BLOCK_ITEM, label, text);
}

void
document_step(struct document *document, const char *actor, const char *text)
{
    add(document, BLOCK_STEP, actor, text);
}

void
document_field(struct document *document, const char *label, const char *value)
{
    add(document, BLOCK_FIELD, label, value);
}

void
document_link(struct document *document, const char *label, const char *text, const char *url)
{
    struct block *block = add(document, BLOCK_LINK, label, text);

    if (block) {
        block->url = allowed_url(url);
    }
}

/* Exactly as many cells as there are columns. */
static char **
cells_shown(const char *const *cells, gsize columns)
{
    char **copy = g_new0(char *, columns + 1);
    gsize i;

    for (i = 0; i < columns; i++) {
        copy[i] = *cells ? span_to_display(span_of(*cells++), 0) : g_strdup("");
    }
    return copy;
}

void
document_table(struct document *document, const char *const *header)
{
    struct block *block = g_new0(struct block, 1);

    block->kind = BLOCK_TABLE;
    block->header = cells_shown(header, g_strv_length((gchar **)header));
    block->rows = g_ptr_array_new_with_free_func(row_free);
    g_ptr_array_add(document->blocks, block);
}

void
document_row(struct document *document, const char *const *cells, const char *url)
{
    const struct block *table =
        document->blocks->len ? document_block(document, document->blocks->len - 1) : NULL;
    struct table_row *row;

    g_return_if_fail(table && table->kind == BLOCK_TABLE);
    row = g_new0(struct table_row, 1);
    row->cells = cells_shown(cells, g_strv_length(table->header));
    row->url = allowed_url(url);
    g_ptr_array_add(table->rows, row);
}

static void
add_lines(struct document *document, enum block_kind kind, const char *text, const char *html)
{
    struct block *block = g_new0(struct block, 1);

    block->kind = kind;
    block->text = text ? shown_lines(text) : NULL;
    block->html = g_strdup(html);
    g_ptr_array_add(document->blocks, block);
}

void
document_preformatted(struct document *document, const char *text)
{
    if (text && *text) {
        add_lines(document, BLOCK_PREFORMATTED, text, NULL);
    }
}

void
document_html(struct document *document, const char *html, const char *alternative)
{
    add_lines(document, BLOCK_HTML, alternative, html);
}
