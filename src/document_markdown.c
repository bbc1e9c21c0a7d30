/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document_private.h"

#include <string.h>

/* Characters that have a meaning anywhere in a line (CommonMark section 2.4). */
static const char special[] = "\\`*_[]|~";

/* The text with nothing in it that Markdown or the HTML in it gives a meaning. */
static void
escape(GString *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<') {
            g_string_append(out, "&lt;");
        } else if (*text == '>') {
            g_string_append(out, "&gt;");
        } else if (*text == '&') {
            g_string_append(out, "&amp;");
        } else {
            if (strchr(special, *text)) {
                g_string_append_c(out, '\\');
            }
            g_string_append_c(out, *text);
        }
    }
}

/* The same where a block starts: there a heading, a list or a rule could begin. */
static void
escape_start(GString *out, const char *text)
{
    gsize digits = strspn(text, "0123456789");

    while (*text == ' ') {
        text++; /* four of them would make it code */
    }
    if (*text && strchr("#+-=", *text)) {
        g_string_append_c(out, '\\');
    } else if (digits && (text[digits] == '.' || text[digits] == ')')) {
        g_string_append_len(out, text, (gssize)digits);
        g_string_append_c(out, '\\');
        text += digits;
    }
    escape(out, text);
}

static void
append_link(GString *out, const char *text, const char *url)
{
    if (!url) {
        escape(out, text);
        return;
    }
    g_string_append_c(out, '[');
    escape(out, text);
    g_string_append(out, "](<");
    for (; *url; url++) {
        if (strchr("<>\\ ", *url)) { /* would end the address */
            g_string_append_printf(out, "%%%02X", (unsigned)*url);
        } else {
            g_string_append_c(out, *url);
        }
    }
    g_string_append(out, ">)");
}

static void
append_label(GString *out, const char *label)
{
    if (label) {
        g_string_append(out, "**");
        escape(out, label);
        g_string_append(out, ":** ");
    }
}

/* Ids hold nothing to escape but quotes and brackets of whoever gave a wrong one. */
static void
write_heading(const struct block *block, GString *out)
{
    unsigned i;

    for (i = 0; i < block->level; i++) {
        g_string_append_c(out, '#');
    }
    g_string_append_c(out, ' ');
    if (block->id) {
        g_string_append(out, "<a id=\"");
        document_escape_html(out, block->id);
        g_string_append(out, "\"></a>");
    }
    escape(out, block->text);
    g_string_append_c(out, '\n');
}

static void
write_paragraph(const struct block *block, GString *out)
{
    escape_start(out, block->text);
    g_string_append_c(out, '\n');
}

static void
write_callout(const struct block *block, GString *out)
{
    g_string_append(out, "> **");
    escape(out, block->text);
    g_string_append(out, "**\n");
}

static void
write_item(const struct block *block, GString *out)
{
    g_string_append(out, "- ");
    append_label(out, block->label);
    (block->label ? escape : escape_start)(out, block->text);
    g_string_append_c(out, '\n');
}

static void
write_step(const struct block *block, GString *out)
{
    g_string_append(out, "1. "); /* renderers count on */
    append_label(out, block->label);
    (block->label ? escape : escape_start)(out, block->text);
    g_string_append_c(out, '\n');
}

static void
write_link(const struct block *block, GString *out)
{
    g_string_append(out, "- ");
    append_label(out, block->label);
    append_link(out, block->text, block->url);
    g_string_append_c(out, '\n');
}

static void
write_row(char **cells, const char *url, GString *out)
{
    gsize i;

    for (i = 0; cells[i]; i++) {
        g_string_append(out, i ? " | " : "| ");
        append_link(out, cells[i], i ? NULL : url);
    }
    g_string_append(out, " |\n");
}

static void
write_table(const struct block *block, GString *out)
{
    gsize i;

    write_row(block->header, NULL, out);
    for (i = 0; block->header[i]; i++) {
        g_string_append(out, "|---");
    }
    g_string_append(out, "|\n");
    for (i = 0; i < block->rows->len; i++) {
        const struct table_row *row = g_ptr_array_index(block->rows, i);

        write_row(row->cells, row->url, out);
    }
}

/* The longest run of backticks: the fence has to be longer. */
static unsigned
backticks(const char *text)
{
    unsigned run = 0, longest = 0;

    for (; *text; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    return longest;
}

static void
write_lines(const struct block *block, GString *out)
{
    char *fence;

    if (!block->text) {
        return;
    }
    fence = g_strnfill(MAX(backticks(block->text) + 1, 3), '`');
    g_string_append_printf(out, "%s\n%s\n%s\n", fence, block->text, fence);
    g_free(fence);
}

static void (*const writers[BLOCK_KINDS])(const struct block *, GString *) = {
    [BLOCK_HEADING] = write_heading,    [BLOCK_PARAGRAPH] = write_paragraph,
    [BLOCK_CALLOUT] = write_callout,    [BLOCK_ITEM] = write_item,
    [BLOCK_STEP] = write_step,          [BLOCK_FIELD] = write_item,
    [BLOCK_LINK] = write_link,          [BLOCK_TABLE] = write_table,
    [BLOCK_PREFORMATTED] = write_lines, [BLOCK_HTML] = write_lines,
};

/* Two lists of the same sort would become one: a comment parts them. */
static bool
lists_touch(const struct document *document, guint at)
{
    const struct block *before = document_block(document, at - 1);
    const struct block *block = document_block(document, at);
    bool was_bullet =
        before->kind == BLOCK_ITEM || before->kind == BLOCK_FIELD || before->kind == BLOCK_LINK;
    bool is_bullet =
        block->kind == BLOCK_ITEM || block->kind == BLOCK_FIELD || block->kind == BLOCK_LINK;

    return was_bullet && is_bullet && before->kind != block->kind;
}

void
document_to_markdown(const struct document *document, GString *out)
{
    const struct block *block;
    guint at;

    for (at = 0; (block = document_block(document, at)); at++) {
        bool is_list = block->kind == BLOCK_ITEM || block->kind == BLOCK_STEP ||
                       block->kind == BLOCK_FIELD || block->kind == BLOCK_LINK;

        if (block->kind == BLOCK_HTML && !block->text) {
            continue;
        }
        if (at && !(is_list && block_continues(document, at))) {
            g_string_append(out, lists_touch(document, at) ? "\n<!-- -->\n\n" : "\n");
        }
        writers[block->kind](block, out);
    }
}
