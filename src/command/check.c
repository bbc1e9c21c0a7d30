/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "check_table.h"
#include "subcommand.h"

/* "name:12: what is wrong" taken apart. @return what is wrong */
static const char *
split_problem(const char *problem, const char *name, guint64 *line)
{
    char *end;

    if (!g_str_has_prefix(problem, name) || problem[strlen(name)] != ':') {
        return problem;
    }
    *line = g_ascii_strtoull(problem + strlen(name) + 1, &end, 10);
    return *end == ':' ? end + 1 + strspn(end + 1, " ") : problem;
}

static void
write_json(struct invocation *invocation, const char *name, const char *problem)
{
    struct json_writer writer;
    guint64 line = 0;
    const char *message = split_problem(problem, name, &line);

    invocation_json_begin(invocation, &writer, "problem");
    json_string(&writer, "file", name);
    if (line) {
        json_unsigned(&writer, "line", line);
    }
    json_string(&writer, "message", message);
    invocation_json_end(&writer);
}

/* A line of its own in text, as compilers write it, so that editors find the place. */
static void
show_line(struct invocation *invocation, struct document *document, const char *text)
{
    char *line;

    if (invocation->format == FORMAT_TEXT) {
        line = span_to_display(span_of(text), 0);
        g_string_append_printf(invocation->out, "%s\n", line);
        g_free(line);
    } else {
        document_item(document, NULL, text);
    }
}

static void
show(struct invocation *invocation, struct document *document, const char *name,
     const GPtrArray *problems)
{
    const struct text_argument arguments[] = { { "word", name }, { NULL, NULL } };
    char *text;
    guint i;

    for (i = 0; i < problems->len; i++) {
        if (invocation->format == FORMAT_JSON) {
            write_json(invocation, name, g_ptr_array_index(problems, i));
        } else {
            show_line(invocation, document, g_ptr_array_index(problems, i));
        }
    }
    if (!problems->len && invocation->format != FORMAT_JSON) {
        text = command_text(invocation->table, "no-mistakes", arguments);
        show_line(invocation, document, text);
        g_free(text);
    }
}

/* @return its exit code */
static int
check_file(struct invocation *invocation, struct document *document, const char *name)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    GError *error = NULL;
    int status = EXIT_FINE;
    gsize length;
    char *bytes;

    if (!g_file_get_contents(name, &bytes, &length, &error)) {
        status = complain_plainly(error->message);
        g_error_free(error);
    } else {
        check_table(name, bytes, length, problems);
        show(invocation, document, name, problems);
        status = problems->len ? EXIT_NOTHING : EXIT_FINE;
        g_free(bytes);
    }
    g_ptr_array_unref(problems);
    return status;
}

int
run_check(struct invocation *invocation)
{
    const char *title = code_table_text(invocation->table, "command", "mistakes");
    struct document *document = invocation_document(invocation, title);
    int worst = EXIT_FINE;
    gsize i;

    if (invocation->format != FORMAT_TEXT) {
        document_heading(document, 1, NULL, title);
    }
    for (i = 0; invocation->arguments[i]; i++) {
        int status = check_file(invocation, document, invocation->arguments[i]);

        worst = MAX(worst, status);
    }
    if (invocation->format == FORMAT_JSON) {
        document_free(document);
    } else {
        invocation_show(invocation, document);
    }
    return worst;
}
