/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "invocation.h"

#include <stdio.h>

#include "language.h"
#include "terminal.h"

#define PROGRAM "sipwhy"

char *
command_text(const struct code_table *table, const char *key, const struct text_argument *arguments)
{
    const char *text = code_table_text(table, "command", key);

    return text_expand(text ? text : key, arguments);
}

int
complain_plainly(const char *message)
{
    char *fit = span_to_display(span_of(message), 0);

    fprintf(stderr, PROGRAM ": %s\n", fit);
    g_free(fit);
    return EXIT_WRONG;
}

int
complain(const struct code_table *table, const char *key, const char *word, const char *near)
{
    const struct text_argument arguments[] = { { "word", word }, { "near", near }, { NULL, NULL } };
    char *text = command_text(table, key, arguments);
    int status = complain_plainly(text);

    g_free(text);
    return status;
}

struct document *
invocation_document(const struct invocation *invocation, const char *title)
{
    return document_new(invocation->language, language_is_right_to_left(invocation->table), title);
}

void
invocation_show(struct invocation *invocation, struct document *document)
{
    switch (invocation->format) {
    case FORMAT_MARKDOWN:
        document_to_markdown(document, invocation->out);
        break;
    case FORMAT_HTML:
        document_to_html(document, invocation->out);
        break;
    case FORMAT_TEXT:
    case FORMAT_JSON:
    case FORMAT_CSV:
    case FORMAT_JUNIT:
        document_to_text(document, terminal_width(invocation->options->width),
                         terminal_has_colours(), invocation->out);
    }
    document_free(document);
}

void
invocation_json_begin(struct invocation *invocation, struct json_writer *writer, const char *type)
{
    json_writer_init(writer, invocation->out);
    json_object_begin(writer, NULL);
    json_string(writer, "schema", JSON_SCHEMA);
    json_string(writer, "type", type);
    json_string(writer, "language", invocation->language);
}

void
invocation_json_end(struct json_writer *writer)
{
    json_object_end(writer);
    json_line_end(writer);
}
