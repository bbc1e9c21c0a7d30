/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document_private.h"

#include "embedded_data.h"
#include "span.h"

static const char *const tone_classes[] = {
    [TONE_PLAIN] = "plain", [TONE_CHAT] = "chat",   [TONE_NOTE] = "note",
    [TONE_WARN] = "warn",   [TONE_ERROR] = "error",
};

/* What encloses a run of blocks of one kind; NULL: nothing. */
static const char *const lists[BLOCK_KINDS] = {
    [BLOCK_ITEM] = "ul",
    [BLOCK_STEP] = "ol",
    [BLOCK_FIELD] = "dl",
    [BLOCK_LINK] = "ul",
};

void
document_escape_html(GString *out, const char *text)
{
    char *fit = span_to_display(span_of(text), 0);
    char *escaped = g_markup_escape_text(fit, -1);

    g_string_append(out, escaped);
    g_free(escaped);
    g_free(fit);
}

/* Foreign text. In a page that is written from right to left, what is in another direction must not
 * take the punctuation around it along. */
static void
append_text(const struct document *document, GString *out, const char *text)
{
    g_string_append(out, document->right_to_left ? "<bdi>" : "");
    document_escape_html(out, text);
    g_string_append(out, document->right_to_left ? "</bdi>" : "");
}

/* A block finds its own direction by its first letters. */
static void
open_block(const struct document *document, GString *out, const char *name, const char *class)
{
    g_string_append_printf(out, "<%s", name);
    if (class) {
        g_string_append_printf(out, " class=\"%s\"", class);
    }
    g_string_append(out, document->right_to_left ? " dir=\"auto\">" : ">");
}

static void
append_link(const struct document *document, GString *out, const char *text, const char *url)
{
    if (url) {
        g_string_append(out, "<a href=\"");
        document_escape_html(out, url);
        g_string_append(out, "\">");
    }
    append_text(document, out, text);
    g_string_append(out, url ? "</a>" : "");
}

static void
append_label(GString *out, const char *label, const char *class)
{
    if (label) {
        g_string_append_printf(out, "<strong class=\"%s\">", class);
        document_escape_html(out, label);
        g_string_append(out, ":</strong> ");
    }
}

static void
write_heading(const struct document *document, const struct block *block, GString *out)
{
    g_string_append_printf(out, "<h%u", block->level);
    if (block->id) {
        g_string_append(out, " id=\"");
        document_escape_html(out, block->id);
        g_string_append_c(out, '"');
    }
    g_string_append(out, document->right_to_left ? " dir=\"auto\">" : ">");
    document_escape_html(out, block->text);
    g_string_append_printf(out, "</h%u>\n", block->level);
}

static void
write_paragraph(const struct document *document, const struct block *block, GString *out)
{
    open_block(document, out, "p", NULL);
    document_escape_html(out, block->text);
    g_string_append(out, "</p>\n");
}

static void
write_callout(const struct document *document, const struct block *block, GString *out)
{
    char *class = g_strdup_printf("callout %s", tone_classes[block->tone]);

    open_block(document, out, "p", class);
    document_escape_html(out, block->text);
    g_string_append(out, "</p>\n");
    g_free(class);
}

static void
write_item(const struct document *document, const struct block *block, GString *out)
{
    g_string_append(out, "<li>");
    append_label(out, block->label, block->kind == BLOCK_STEP ? "actor" : "label");
    append_link(document, out, block->text, block->url);
    g_string_append(out, "</li>\n");
}

static void
write_field(const struct document *document, const struct block *block, GString *out)
{
    g_string_append(out, "<dt>");
    append_text(document, out, block->label ? block->label : "");
    g_string_append(out, "</dt><dd>");
    append_text(document, out, block->text);
    g_string_append(out, "</dd>\n");
}

static void
write_row(const struct document *document, const struct table_row *row, GString *out)
{
    gsize i;

    g_string_append(out, "<tr>");
    for (i = 0; row->cells[i]; i++) {
        g_string_append(out, "<td>");
        append_link(document, out, row->cells[i], i ? NULL : row->url);
        g_string_append(out, "</td>");
    }
    g_string_append(out, "</tr>\n");
}

static void
write_table(const struct document *document, const struct block *block, GString *out)
{
    gsize i;

    g_string_append(out, "<div class=\"wide\"><table>\n<thead><tr>");
    for (i = 0; block->header[i]; i++) {
        g_string_append(out, "<th scope=\"col\">");
        document_escape_html(out, block->header[i]);
        g_string_append(out, "</th>");
    }
    g_string_append(out, "</tr></thead>\n<tbody>\n");
    for (i = 0; i < block->rows->len; i++) {
        write_row(document, g_ptr_array_index(block->rows, i), out);
    }
    g_string_append(out, "</tbody>\n</table></div>\n");
}

static void
write_preformatted(const struct document *document, const struct block *block, GString *out)
{
    char *escaped = g_markup_escape_text(block->text, -1);

    (void)document;
    g_string_append_printf(out, "<pre dir=\"ltr\">%s</pre>\n", escaped);
    g_free(escaped);
}

static void
write_html(const struct document *document, const struct block *block, GString *out)
{
    (void)document;
    g_string_append_printf(out, "%s\n", block->html);
}

static void (*const writers[BLOCK_KINDS])(const struct document *, const struct block *,
                                          GString *) = {
    [BLOCK_HEADING] = write_heading,
    [BLOCK_PARAGRAPH] = write_paragraph,
    [BLOCK_CALLOUT] = write_callout,
    [BLOCK_ITEM] = write_item,
    [BLOCK_STEP] = write_item,
    [BLOCK_FIELD] = write_field,
    [BLOCK_LINK] = write_item,
    [BLOCK_TABLE] = write_table,
    [BLOCK_PREFORMATTED] = write_preformatted,
    [BLOCK_HTML] = write_html,
};

void
document_to_html_blocks(const struct document *document, GString *out)
{
    const struct block *block;
    guint at;

    for (at = 0; (block = document_block(document, at)); at++) {
        const char *list = lists[block->kind];

        if (list && !block_continues(document, at)) {
            g_string_append_printf(out, "<%s>\n", list);
        }
        writers[block->kind](document, block, out);
        if (list && !block_goes_on(document, at)) {
            g_string_append_printf(out, "</%s>\n", list);
        }
    }
}

static void
append_style(GString *out, const char *name)
{
    const struct embedded_file *file = name ? embedded_file_find(name) : NULL;

    g_string_append(out, file ? file->bytes : "");
}

void
document_to_html(const struct document *document, GString *out)
{
    const char *const styles[] = { "document.css", document->style };
    gsize i;

    g_string_append(out, "<!DOCTYPE html>\n<html lang=\"");
    document_escape_html(out, document->language);
    g_string_append_printf(out, "\" dir=\"%s\">\n", document->right_to_left ? "rtl" : "ltr");
    g_string_append(out, "<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n"
                         "<meta name=\"referrer\" content=\"no-referrer\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                         "'none'; style-src 'unsafe-inline'\">\n<title>");
    document_escape_html(out, document->title ? document->title : "");
    g_string_append(out, "</title>\n<style>\n");
    for (i = 0; i < G_N_ELEMENTS(styles); i++) {
        append_style(out, styles[i]);
    }
    g_string_append(out, "</style>\n</head>\n<body>\n<main>\n");
    document_to_html_blocks(document, out);
    g_string_append(out, "</main>\n</body>\n</html>\n");
}
