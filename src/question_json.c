/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "question_json.h"

#define SCHEMA "sipwhy/1"

static void
put_hints(struct json_writer *json, const struct question *question)
{
    gsize i;

    json_array_begin(json, "hints");
    for (i = 0; i < QUESTION_HINTS; i++) {
        json_string(json, NULL, question->hints[i]);
    }
    json_array_end(json);
}

static void
put_frames(struct json_writer *json, const struct question *question)
{
    guint i;

    json_array_begin(json, "frames");
    for (i = 0; i < question->frames->len; i++) {
        json_unsigned(json, NULL, g_array_index(question->frames, uint32_t, i));
    }
    json_array_end(json);
}

static void
put_options(struct json_writer *json, const struct question *question)
{
    guint i;

    json_array_begin(json, "options");
    for (i = 0; i < question->options->len; i++) {
        const struct question_option *option = g_ptr_array_index(question->options, i);

        json_object_begin(json, NULL);
        json_string(json, "cause", option->rule ? option->rule : "general");
        json_string(json, "text", option->text);
        json_string(json, "reason", option->reason);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
put_why(struct json_writer *json, const struct explanation *explanation)
{
    guint i;

    json_array_begin(json, "why");
    for (i = 0; i < explanation->why->len; i++) {
        json_string(json, NULL, g_ptr_array_index(explanation->why, i));
    }
    json_array_end(json);
}

void
question_to_json(struct json_writer *json, const struct question *question,
                 const struct explanation *explanation)
{
    json_object_begin(json, NULL);
    json_string(json, "schema", SCHEMA);
    json_string(json, "type", "question");
    json_unsigned(json, "frame", question->frame);
    if (question->is_response) {
        json_unsigned(json, "code", question->code);
    }
    json_string(json, "question", question->text);
    put_hints(json, question);
    put_frames(json, question);
    put_options(json, question);
    json_unsigned(json, "right", question->right);
    json_string(json, "cause", question->cause);
    json_string(json, "verdict", question->verdict);
    put_why(json, explanation);
    json_object_end(json);
    json_line_end(json);
}

void
training_notice_to_json(const struct code_table *table, report_write write, gpointer context)
{
    GString *out = g_string_new(NULL);
    struct json_writer json;

    json_writer_init(&json, out);
    json_object_begin(&json, NULL);
    json_string(&json, "schema", SCHEMA);
    json_string(&json, "type", "training");
    json_string(&json, "text", training_notice(table));
    json_object_end(&json);
    json_line_end(&json);
    write(out->str, out->len, context);
    g_string_free(out, TRUE);
}
